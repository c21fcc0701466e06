/** Rows about the kernel: programs and modules for it, its keys, its settings, its end. */

import { arg32, constant, not, oneOf } from '../expression/build.js'
import type { Theme } from './row.js'

const HARMLESS_PERSONALITIES = [
  constant('PER_LINUX', 0),
  constant('PER_LINUX32', 0x8),
  constant('UNAME26', 0x20000),
  constant('PER_LINUX32 | UNAME26', 0x20008),
  // Weakens only the caller: sanitizers and some Lisps start themselves again with it.
  constant('ADDR_NO_RANDOMIZE', 0x40000),
  constant('a query (0xffffffff)', 0xffffffff),
]

export const KERNEL: Theme = {
  title: 'The kernel and the machine',
  rows: [
    {
      calls: ['bpf', 'perf_event_open', 'userfaultfd'],
      action: 'EPERM',
      why: 'large, often broken parts of the kernel; userfaultfd also stops the kernel in the middle of a call',
    },
    {
      calls: ['keyctl', 'add_key', 'request_key'],
      action: 'EPERM',
      why: 'keyrings belong to the user and the session, not to a namespace',
    },
    {
      calls: [
        'init_module',
        'finit_module',
        'delete_module',
        'create_module',
        'query_module',
        'get_kernel_syms',
      ],
      action: 'EPERM',
      why: 'loads code into the kernel',
    },
    { calls: ['kexec_load', 'kexec_file_load'], action: 'EPERM', why: 'starts another kernel' },
    {
      calls: ['reboot', 'swapon', 'swapoff', 'acct', 'vhangup', 'nfsservctl'],
      action: 'EPERM',
      why: 'administers the whole machine',
    },
    { calls: ['syslog'], action: 'EPERM', why: 'reads and clears the messages of the kernel' },
    {
      calls: ['sethostname', 'setdomainname'],
      action: 'EPERM',
      why: 'renames the machine where it is not in a namespace of its own',
    },
    {
      calls: ['settimeofday', 'clock_settime', 'clock_adjtime', 'adjtimex'],
      action: 'EPERM',
      why: "sets the machine's clock",
    },
    { calls: ['iopl', 'ioperm'], action: 'EPERM', why: 'talks to devices directly' },
    {
      calls: ['personality'],
      condition: not(oneOf(arg32(0, 'persona'), ...HARMLESS_PERSONALITIES)),
      action: 'EPERM',
      why: 'brings back behaviour of old systems that makes bugs easier to exploit, such as executable data',
    },
  ],
}
