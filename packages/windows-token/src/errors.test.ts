import { nothingToEnforce, notOurPlan, type SandboxError, textHasNul, wrongPlatform } from '@sandbox/policy'
import { expect, test } from 'vitest'
import * as errors from './errors.js'

const EXAMPLES: readonly (readonly [SandboxError, string])[] = [
  [
    errors.readNotFenced('C:\\a', 'r'),
    'r denies reading C:\\a, and a write-restricted token fences no reads',
  ],
  [
    errors.restrictedRead('C:\\'),
    'no rule of the policy lets C:\\ be read, and a write-restricted token fences no reads',
  ],
  [
    errors.wholeDriveWritable('C:\\', 'r'),
    'r makes all of C:\\ writable, which would change the access list of every file on it',
  ],
  [
    errors.reopenedPath('C:\\a\\b\\c', 'C:\\a\\b', 'r'),
    'r makes C:\\a\\b\\c writable inside C:\\a\\b, which stays read-only: one access list cannot say both',
  ],
  [
    errors.networkPath('\\\\s\\a', 'r'),
    '\\\\s\\a (r) lies on another machine, whose access lists this one cannot vouch for',
  ],
  [
    errors.volumeWithoutAcls('E:\\a', 'r'),
    'E:\\a (r) lies on a volume that keeps no access lists, so nothing could fence it',
  ],
  [errors.linkedRoot('C:\\a', 'r'), 'C:\\a (r) is a link that leads nowhere, so it cannot be made writable'],
  [
    errors.tooManyRoots(40, 32, 'r'),
    'the policy has 40 separate writable directories, of which r is the first too many; one token carries 32',
  ],
  [errors.ownFilesWritable('x is', 'C:\\a', 'r'), 'r makes C:\\a writable, where x is'],
  [errors.limitNotEnforced('cpu'), 'limits.cpu cannot be enforced on Windows'],
  [
    errors.egressAdvisory('none'),
    'network mode none is only advice on Windows: programs that ignore environment variables still reach the network',
  ],
  [errors.egressNotEnforced(), 'network mode proxy needs a running egress proxy, and none was given'],
  [
    errors.writeFenceAbsent(),
    'this system lets a write-restricted token write like any other, so nothing could be fenced',
  ],
  [errors.writeFenceWeak(['a', 'b']), 'on this system a write-restricted token leaves gaps: a; b'],
  [errors.helperMissing('C:\\x'), 'C:\\x is missing, so nothing can make the restricted token'],
  [errors.helperChanged('C:\\x'), 'C:\\x is not the program that its manifest lists, so it is not started'],
  [
    errors.helperFailed('the stage token', '5'),
    'the sandbox could not be set up: the stage token failed (5)',
  ],
  [errors.notChangeable('C:\\a', 'why'), 'the access list of C:\\a cannot be changed: why'],
  [
    errors.notOccupied('C:\\a', 'why'),
    'the missing protected path C:\\a cannot be kept from being made: why',
  ],
  [errors.stateDamaged('C:\\a', 'why'), 'C:\\a is damaged: why'],
  [errors.stateLocked('C:\\lock', 7), 'C:\\lock is held by process 7, which does not let go of it'],
  [errors.badSid('x'), '"x" is not a security identifier'],
  [errors.badSidBytes(3), '3 bytes do not begin with a security identifier'],
  [errors.badDescriptor('why'), 'a security descriptor is malformed: why'],
  [errors.commandLineTooLong(4, 3), 'the command line has 4 characters; Windows takes 3'],
  [errors.badVariable('a=b'), '"a=b" cannot be the name of an environment variable'],
  [errors.programAmbiguous('C:x'), '"C:x" depends on a current drive or directory that nobody sees'],
  [
    errors.batchFile('C:\\a.bat'),
    'C:\\a.bat is a batch file; its arguments would be read again by cmd.exe, by other rules',
  ],
  [errors.commandNotExecuted(127, 'x: no such program'), 'cannot run x: no such program'],
]

/** Every backend's, so it stands elsewhere. */
const SHARED: typeof EXAMPLES = [
  [textHasNul('it'), 'it contains a NUL character, which every system takes for its end'],
  [notOurPlan('windows-token'), 'this plan was not made by the windows-token backend'],
  [
    wrongPlatform('a restricted token', 'win32', 'linux'),
    'a restricted token is made from a policy resolved for win32, not for linux',
  ],
  [
    nothingToEnforce('restricted token', ':x'),
    ':x runs commands without a sandbox, so there is no restricted token for it',
  ],
]

test.each([...EXAMPLES, ...SHARED].map(([error, message]) => [error.code, error, message] as const))(
  '%s',
  (_, error, message) => {
    expect(error.message).toBe(message)
    expect(error.hint).toMatch(/[.?"”]$/)
  },
)

test('every error has its example', () => {
  expect(EXAMPLES).toHaveLength(Object.keys(errors).length)
})
