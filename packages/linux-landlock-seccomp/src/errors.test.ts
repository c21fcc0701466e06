import { expect, test } from 'vitest'
import { filterOption, filterTooLong } from './errors.js'

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
])('%s', (error, code, message, hint) => {
  expect(error).toMatchObject({ code, message, hint })
})
