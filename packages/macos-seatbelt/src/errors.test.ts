import type { SandboxError } from '@sandbox/policy'
import { expect, test } from 'vitest'
import * as errors from './errors.js'

const EXAMPLES: readonly (readonly [SandboxError, string])[] = [
  [
    errors.globNotExpressible('/a/*', 'why'),
    'the deny glob "/a/*" cannot be said in a Seatbelt profile: why',
  ],
  [
    errors.textTooLong('the deny glob /a', 901, 900),
    'the deny glob /a needs 901 bytes in a Seatbelt profile; macOS reads 900',
  ],
  [
    errors.tooManyPatterns(2, 1),
    'the paths of this policy need 2 bytes of a Seatbelt profile; 1 can be handed over',
  ],
  [errors.proxyEndpoint('x'), 'network mode proxy needs the port of a proxy on this host, and "x" is none'],
  [errors.limitNotEnforced('memory'), 'limits.memory cannot be enforced on macOS'],
  [
    errors.domainNotEnforced('a.example', 'k'),
    'the rule for a.example (k) has no effect without network mode proxy',
  ],
  [errors.egressNotEnforced(), 'network mode proxy needs a running egress proxy, and none was given'],
  [errors.launcherMissing('/x'), '/x cannot be run, so nothing on this host can enforce a policy'],
  [errors.profileRejected('why'), 'macOS does not accept the profile: why'],
  [errors.alreadySandboxed('why'), 'a sandbox cannot be started inside another one: why'],
  [errors.privateDirectoryUnusable('why'), 'there is no private directory for the profile: why'],
]

test.each(EXAMPLES.map(([error, message]) => [error.code, error, message] as const))(
  '%s',
  (_, error, message) => {
    expect(error.message).toBe(message)
    expect(error.hint).toMatch(/\.$|\?$/)
  },
)

test('every error has its example', () => {
  expect(EXAMPLES).toHaveLength(Object.keys(errors).length)
})
