/** How bubblewrap is started: by `sandbox-inner launch`, and it starts `sandbox-inner run` inside. */

import {
  type Arrangement,
  arrange,
  type CgroupPlan,
  descriptorPath,
  INNER_STAGE,
} from '@sandbox/linux-landlock-seccomp/stage'
import type { Launcher } from './facts.js'

/** What a run needs besides its launcher. */
export interface LaunchedWork {
  /** An open descriptor of `sandbox-inner`. */
  readonly inner: number
  /** As the launcher's `--args` reads them. */
  readonly options: Uint8Array
  readonly spec: Uint8Array
  readonly outputLimit?: number | undefined
  readonly cgroup?: CgroupPlan | undefined
  /** Where the inner stage listens for the egress proxy, if it should. */
  readonly listenerPort?: number | undefined
}

/** A bundled launcher runs by descriptor, one of the system at its path. */
export function arrangeLaunch(launcher: Launcher, work: LaunchedWork): Arrangement {
  const { options: content, listenerPort, ...files } = work
  const others = [
    { purpose: 'launcher-arguments', content },
    ...(launcher.descriptor === undefined ? [] : [{ purpose: 'launcher', descriptor: launcher.descriptor }]),
  ]
  return arrange({ ...files, others, hasChannel: listenerPort !== undefined }, (at) => {
    const [options = '', program] = at.others
    const listener = listenerPort === undefined ? [] : [`listener=${at.channel}:${listenerPort}`]
    return {
      program: program === undefined ? launcher.path : descriptorPath(program),
      argv: ['bwrap', '--args', options, '--', INNER_STAGE, 'run', '1', at.spec, at.leash, ...listener],
    }
  })
}
