import { expect, test } from 'vitest'
import { causeOf } from './causes.js'

const NONE = { forbiddenToUsers: false, appArmorProfile: undefined }
const REFUSED = 'bwrap: No permissions to create a new namespace, likely because …\n'

test.each([
  ['bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted', 'LOOPBACK_REFUSED'],
  ['bwrap: loopback: Failed RTM_NEWLINK: Operation not permitted', 'LOOPBACK_REFUSED'],
  ['bwrap: setting up uid map: Permission denied', 'UID_MAP_REFUSED'],
  ['bwrap: setting up uid map: Operation not permitted', 'UID_MAP_REFUSED'],
  ['bwrap: setting up uid map: Read-only file system', 'PROC_READ_ONLY'],
  ['bwrap: No permissions to create a new namespace, likely because …', 'USERNS_REFUSED'],
  ['bwrap: Creating new namespace failed: nesting depth or … (ENOSPC)', 'USERNS_LIMIT'],
  ['bwrap: Creating new namespace failed: Operation not permitted', 'USERNS_REFUSED'],
  ['bwrap: unshare user ns: No space left on device', 'USERNS_LIMIT'],
  [
    'sandbox-inner: cannot create a user and mount namespace inside …: No space left on device',
    'USERNS_LIMIT',
  ],
  ['bwrap: Creating new namespace failed: Permission denied', 'USERNS_REFUSED'],
  ["bwrap: Can't mount proc on /newroot/proc: Operation not permitted", 'PROC_REFUSED'],
  ["bwrap: Can't mount proc on /proc: Invalid argument", 'PROC_REFUSED'],
  ["bwrap: Can't read /proc/sys/kernel/overflowuid", 'PROC_INCOMPLETE'],
])('%s: %s', (output, code) => {
  expect(causeOf(`${output}\n`, NONE)).toMatchObject({ code, hint: expect.stringMatching(/\w/) })
})

test('an unknown failure keeps the words of the launcher', () => {
  expect(causeOf('first\nbwrap: something new\n', NONE).message).toBe(
    'the launcher says: bwrap: something new',
  )
  expect(causeOf('', NONE).message).toMatch(/without a reason/)
})

test.each([REFUSED, 'bwrap: unshare user ns: Operation not permitted\n'])(
  'the setting that forbids namespaces to users is named when it does: %s',
  (output) => {
    expect(causeOf(output, { ...NONE, forbiddenToUsers: true })).toMatchObject({
      code: 'USERNS_REFUSED',
      hint: expect.stringMatching(/sysctl -w kernel\.unprivileged_userns_clone=1$/),
    })
    expect(causeOf(output, NONE).hint).not.toMatch(/sysctl/)
  },
)

test.each([
  REFUSED,
  'bwrap: Creating new namespace failed: Permission denied\n',
  'bwrap: setting up uid map: Permission denied\n',
  'bwrap: Failed to make / slave: Permission denied\n',
])('a confining AppArmor profile is named: %s', (output) => {
  expect(causeOf(output, { ...NONE, appArmorProfile: 'mine' })).toMatchObject({
    code: 'APPARMOR_PROFILE',
    message: 'the AppArmor profile mine confines this program',
    hint: expect.stringMatching(/attach_disconnected.*userns/),
  })
})

test('the profile of a container engine is lifted by the engine', () => {
  const { hint } = causeOf(REFUSED, { ...NONE, appArmorProfile: 'docker-default' })
  expect(hint).toMatch(/--security-opt apparmor=unconfined/)
})

test('a profile does not hide what else is wrong', () => {
  const output = 'bwrap: Creating new namespace failed: nesting depth or … (ENOSPC)\n'
  expect(causeOf(output, { ...NONE, appArmorProfile: 'mine' }).code).toBe('USERNS_LIMIT')
})
