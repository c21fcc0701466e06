/** How people are told of a socket of the file system that the command was not let connect to. */

import type { Denial } from '@sandbox/policy'
import type { RefusedSocket } from './status.js'

const FOREIGN = 'unix_sockets does not list it, and no process of the sandbox made it'
const UNKNOWN =
  'unix_sockets does not list it, and this kernel cannot tell whether the command made it (it could not be recognised when it was made: the module unix_diag is missing, or its file system shows devices by other numbers)'

/** The denial of one connection, or of several to the same name. */
export function socketDenial({ name, isUnknown }: RefusedSocket): Denial {
  return {
    kind: 'network',
    subject: `unix:${name}`,
    reason: isUnknown ? UNKNOWN : FOREIGN,
    rule: 'network.unix_sockets',
    time: Date.now(),
  }
}
