/** The file `sandbox-inner` reads: NUL-terminated strings, a version first, `end` last, status records after it. */

import { type CommandSpec, type Limits, textHasNul } from '@sandbox/policy'
import { limitWords } from './limits.js'

const FORMAT = 'sandbox-inner 1'

/** What the inner stage does. */
export interface InnerWork {
  readonly command: CommandSpec
  /** Records of mount operations and of what must hold before them; none where there is no mount namespace. */
  readonly mounts?: readonly string[]
  readonly limits?: Limits
  /** A cgroup keeps those of the limits that it can. Default: false. */
  readonly hasCgroup?: boolean
  /** The command may make namespaces of its own, but for those of mounts. */
  readonly nestedNamespaces?: boolean
  /** Its network is the host's, so that standard streams may be sockets of any kind. Default: false. */
  readonly hostNetwork?: boolean
  /** Records of the sockets of the file system that may be connected to; with any, the command may make its own. */
  readonly sockets?: readonly string[]
  /** Records of Landlock's rules, as `rulesetWords` gives them. */
  readonly landlock?: readonly string[]
  /** Arrays of `struct sock_filter`, for the command's process alone, installed in this order. */
  readonly filters?: readonly Uint8Array[]
}

/**
 * Encode the inner stage's work. The command comes last: no record may follow it.
 *
 * @throws SandboxError `TEXT_HAS_NUL`
 */
export function encodeSpec(work: InnerWork): Uint8Array {
  const { command, mounts = [], limits = {}, sockets = [], landlock = [], filters = [] } = work
  const words = [
    FORMAT,
    'cwd',
    command.cwd,
    ...(command.terminal ? ['terminal'] : []),
    ...(work.nestedNamespaces === true ? ['nested-namespaces'] : []),
    ...(work.hostNetwork === true ? ['host-network'] : []),
    ...limitWords(limits, work.hasCgroup === true),
    ...sockets,
    ...landlock,
    ...filters.flatMap((filter) => ['seccomp', Buffer.from(filter).toString('hex')]),
    ...mounts,
    ...Object.entries(command.environment).flatMap(([name, value]) => ['env', `${name}=${value}`]),
    ...[command.program, ...command.args].flatMap((word) => ['arg', word]),
    'end',
  ]
  // THREAT: a NUL would end its string, and what follows would be read as records.
  if (words.some((word) => word.includes('\0'))) throw textHasNul('what the inner stage is told')
  return Buffer.from(`${words.join('\0')}\0`)
}
