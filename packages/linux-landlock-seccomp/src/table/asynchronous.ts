/** Rows about calls that make other calls, where no filter sees them. */

import type { Theme } from './row.js'

export const ASYNCHRONOUS: Theme = {
  title: 'Calls that a filter cannot see',
  rows: [
    {
      calls: ['io_uring_setup', 'io_uring_enter', 'io_uring_register'],
      action: 'EPERM',
      why: 'opens files and makes and connects sockets on behalf of the command, past every filter',
    },
  ],
}
