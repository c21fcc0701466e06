/** Rows about other processes: looking into them, taking from them, steering them. */

import type { Theme } from './row.js'

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
    { calls: ['kcmp'], action: 'EPERM', why: 'compares kernel objects, which tells where they lie' },
  ],
}
