/** How bubblewrap is started: by `sandbox-inner launch`, and it starts `sandbox-inner run` inside. */

import { type Arrangement, arrange, descriptorPath, INNER_STAGE } from '@sandbox/linux-landlock-seccomp/stage'
import type { Launcher } from './facts.js'

/** A bundled launcher runs by descriptor, one of the system at its path. */
export function arrangeLaunch(
  launcher: Launcher,
  inner: number,
  launcherArguments: Uint8Array,
  spec: Uint8Array,
  {
    outputLimit,
    listenerPort,
  }: { readonly outputLimit?: number | undefined; readonly listenerPort?: number | undefined },
): Arrangement {
  const others = [
    { purpose: 'launcher-arguments', content: launcherArguments },
    ...(launcher.descriptor === undefined ? [] : [{ purpose: 'launcher', descriptor: launcher.descriptor }]),
  ]
  return arrange({ inner, spec, others, outputLimit, hasChannel: listenerPort !== undefined }, (at) => {
    const [options = '', program] = at.others
    const listener = listenerPort === undefined ? [] : [`listener=${at.channel}:${listenerPort}`]
    return {
      program: program === undefined ? launcher.path : descriptorPath(program),
      argv: ['bwrap', '--args', options, '--', INNER_STAGE, 'run', '1', at.spec, at.leash, ...listener],
    }
  })
}
