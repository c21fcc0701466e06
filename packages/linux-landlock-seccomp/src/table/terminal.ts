/** Rows about the caller's terminal, which the command may share. */

import { arg32, constant, oneOf } from '../expression/build.js'
import type { Theme } from './row.js'

export const TERMINAL: Theme = {
  title: 'The terminal',
  rows: [
    {
      // THREAT: the kernel reads 32 bits of the request; one set above them must not pass.
      calls: ['ioctl'],
      condition: oneOf(arg32(1, 'request'), constant('TIOCSTI', 0x5412), constant('TIOCLINUX', 0x541c)),
      action: 'EPERM',
      why: "types into the caller's terminal: the shell would run it after the sandbox has ended",
    },
  ],
}
