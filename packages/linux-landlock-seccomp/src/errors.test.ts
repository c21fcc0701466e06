import { expect, test } from 'vitest'
import { filterOption, filterTooLong, landlockMissing, landlockRefuses } from './errors.js'

test.each([
  [
    filterTooLong(5000, 4096),
    'FILTER_TOO_LONG',
    'the system call filter has 5000 instructions; the kernel takes 4096',
    'Refuse fewer calls, or use fewer conditions.',
  ],
  [
    filterOption('egress', 'off', ['none', 'full']),
    'FILTER_OPTION',
    'a system call filter cannot have egress "off"',
    'Use one of none, full.',
  ],
  [
    landlockMissing(),
    'LANDLOCK_MISSING',
    'this kernel has no Landlock, or it is switched off',
    'Use the backend linux-bwrap, or start the kernel with lsm=landlock,... (Linux 5.13 or newer).',
  ],
  [
    landlockRefuses([
      { rule: 'network.mode', why: 'no ports', instead: 'use none' },
      { rule: 'x', why: 'no y', instead: 'use none' },
    ]),
    'LANDLOCK_CANNOT_KEEP',
    'Landlock alone cannot keep network.mode: no ports; x: no y',
    'What helps: use none.',
  ],
])('%s', (error, code, message, hint) => {
  expect(error).toMatchObject({ code, message, hint })
})
