/** How people are told of a socket of the file system that the command was not let connect to. */

import type { Denial } from '@sandbox/policy'

/** @param name as the command gave it to `connect` */
export function socketDenial(name: string): Denial {
  return {
    kind: 'network',
    subject: `unix:${name}`,
    reason: 'unix_sockets does not list it, and no process of the sandbox made it',
    rule: 'network.unix_sockets',
    time: Date.now(),
  }
}
