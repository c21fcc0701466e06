import { expect, test } from 'vitest'
import { causeOf } from './causes.js'

test.each([
  ['bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted', 'LOOPBACK_REFUSED'],
  ['bwrap: loopback: Failed RTM_NEWLINK: Operation not permitted', 'LOOPBACK_REFUSED'],
  ['bwrap: setting up uid map: Permission denied', 'UID_MAP_REFUSED'],
  ['bwrap: setting up uid map: Operation not permitted', 'UID_MAP_REFUSED'],
  ['bwrap: setting up uid map: Read-only file system', 'PROC_READ_ONLY'],
  ['bwrap: No permissions to create a new namespace, likely because …', 'USERNS_REFUSED'],
  ['bwrap: Creating new namespace failed: nesting depth or … (ENOSPC)', 'USERNS_LIMIT'],
  ['bwrap: Creating new namespace failed: Permission denied', 'USERNS_REFUSED'],
  ["bwrap: Can't mount proc on /newroot/proc: Operation not permitted", 'PROC_REFUSED'],
  ["bwrap: Can't mount proc on /proc: Invalid argument", 'PROC_REFUSED'],
  ["bwrap: Can't read /proc/sys/kernel/overflowuid", 'PROC_INCOMPLETE'],
])('%s: %s', (output, code) => {
  expect(causeOf(`${output}\n`)).toMatchObject({ code, hint: expect.stringMatching(/\w/) })
})

test('an unknown failure keeps the words of the launcher', () => {
  expect(causeOf('first\nbwrap: something new\n').message).toBe('the launcher says: bwrap: something new')
  expect(causeOf('').message).toMatch(/without a reason/)
})
