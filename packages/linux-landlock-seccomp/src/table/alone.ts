/** Rows for commands that share the host's processes and IPC, because there are no namespaces. */

import { any, not } from '../expression/build.js'
import { isQuestion, isSelf } from './limits.js'
import type { Theme } from './row.js'

/** A filter of its own, in front of the one that every command gets. */
export const ALONE: Theme = {
  title: 'Without namespaces',
  rows: [
    {
      calls: ['prlimit64'],
      condition: not(any(isSelf, isQuestion)),
      action: 'EPERM',
      why: 'limits any process of the user, which ends it as surely as a signal',
    },
    {
      calls: ['shmget', 'shmat', 'shmctl', 'semget', 'semop', 'semtimedop', 'semctl'],
      action: 'EPERM',
      why: 'shared memory and semaphores of other programs: what is written there is no file',
    },
    {
      calls: ['msgget', 'msgsnd', 'msgrcv', 'msgctl', 'mq_open', 'mq_unlink'],
      action: 'EPERM',
      why: 'message queues of other programs',
    },
  ],
}
