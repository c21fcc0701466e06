/** Rows about other processes: looking into them, taking from them, steering them. */

import { all, any, arg32, constant, not, oneOf } from '../expression/build.js'
import { isQuestion, isSelf } from './limits.js'
import type { Theme } from './row.js'

const isFirst = oneOf(arg32(0, 'pid'), constant('the first process (1)', 1))

export const PROCESSES: Theme = {
  title: 'Other processes',
  rows: [
    {
      calls: ['ptrace'],
      action: 'EPERM',
      why: 'reads and changes another process; before Linux 4.8 it also changed calls after the filter saw them',
    },
    {
      calls: ['process_vm_readv', 'process_vm_writev'],
      action: 'EPERM',
      why: 'reads and writes the memory of another process',
    },
    {
      calls: ['pidfd_getfd'],
      action: 'EPERM',
      why: 'takes an open file or a connected socket out of another process',
    },
    {
      calls: ['prlimit64'],
      condition: all(isFirst, not(isQuestion)),
      action: 'EPERM',
      unixSockets: false,
      why: 'limits what supervises the command, which then could not tell how it ended',
    },
    {
      // Then the first process has threads. Each has a number of its own, and the limits of all.
      calls: ['prlimit64'],
      condition: not(any(isSelf, isQuestion)),
      action: 'EPERM',
      unixSockets: true,
      why: 'the same, by the number of any of its threads',
    },
    { calls: ['kcmp'], action: 'EPERM', why: 'compares kernel objects, which tells where they lie' },
  ],
}
