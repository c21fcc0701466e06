/** Which inherited file stands at which descriptor of the child, and the command line that follows from it. */

import type { InheritedFile } from '@sandbox/policy'
import type { Launcher } from '../facts.js'

/** Purpose of the inherited file that carries the inner stage's work and its status. */
export const SPEC_PURPOSE = 'spec'

/** What the child is started from. */
export interface Arrangement {
  readonly file: string
  readonly args: readonly string[]
  readonly inherited: readonly InheritedFile[]
}

/** `sandbox-inner launch` starts the launcher, which starts `sandbox-inner run` inside. All run by descriptor. */
export function arrange(
  launcher: Launcher,
  innerDescriptor: number,
  launcherArguments: Uint8Array,
  spec: Uint8Array,
  outputLimit?: number,
): Arrangement {
  const inherited: readonly InheritedFile[] = [
    { purpose: 'sandbox-inner', descriptor: innerDescriptor },
    { purpose: 'launcher-arguments', content: launcherArguments },
    { purpose: SPEC_PURPOSE, content: spec },
    ...(launcher.descriptor === undefined ? [] : [{ purpose: 'launcher', descriptor: launcher.descriptor }]),
  ]
  const position = (index: number) => String(3 + index)
  const inner = `/proc/self/fd/${position(0)}`
  const program = launcher.descriptor === undefined ? launcher.path : `/proc/self/fd/${position(3)}`
  const last = position(inherited.length - 1)
  // `launch` puts the leash, by which the inner stage notices its death, behind the last one.
  const leash = position(inherited.length)
  const inside = ['--args', position(1), '--', inner, 'run', '1', position(2), leash]
  const output = outputLimit === undefined ? '-' : String(outputLimit)
  return {
    file: inner,
    args: ['launch', '1', last, String(process.pid), output, position(2), program, 'bwrap', ...inside],
    inherited,
  }
}
