/** Rows about what may be done with a socket once it is made. */

import { anyBit, arg32, constant, not, oneOf } from '../expression/build.js'
import type { Theme } from './row.js'

const FASTOPEN = constant('MSG_FASTOPEN', 0x20000000)

export const CONNECTIONS: Theme = {
  title: 'Using sockets',
  rows: [
    {
      calls: ['connect', 'listen', 'accept', 'accept4'],
      action: 'EPERM',
      egress: ['none'],
      unixSockets: false,
      why: 'only socket pairs, which need none of these',
    },
    {
      // Twelve bytes are also a name of up to ten in the file system: without `listen` nobody can connect to it.
      calls: ['bind'],
      condition: not(oneOf(arg32(2, 'address length'), constant('that of a netlink address (12)', 12))),
      action: 'EPERM',
      egress: ['none'],
      unixSockets: false,
      why: 'the same; `getifaddrs` binds its netlink socket',
    },
    {
      calls: ['sendto'],
      condition: anyBit(arg32(3, 'flags'), FASTOPEN),
      action: 'EPERM',
      why: 'connects without `connect`, past what decides there',
    },
    {
      calls: ['sendmsg'],
      condition: anyBit(arg32(2, 'flags'), FASTOPEN),
      action: 'EPERM',
      why: 'the same',
    },
    {
      calls: ['sendmmsg'],
      condition: anyBit(arg32(3, 'flags'), FASTOPEN),
      action: 'EPERM',
      why: 'the same',
    },
  ],
}
