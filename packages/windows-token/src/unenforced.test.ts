/** The table of what is refused, one test per row; each error names the rule. */

import type { Access } from '@sandbox/policy'
import { expect, test } from 'vitest'
import { egressOf, sessionOf } from '../test/support/policies.js'
import { READINGS } from './guarantees.js'
import { planToken, type TokenOptions } from './plan.js'
import { MAX_ROOTS } from './unenforced.js'

type Rest = Parameters<typeof sessionOf>[1]

const READ: Readonly<Record<string, Access>> = { ':root': 'read' }

/** The code and the message with which a policy is refused. */
function refusal(rules: Readonly<Record<string, Access>>, rest?: Rest, options?: TokenOptions): string {
  const { policy, facts } = sessionOf(rules, rest)
  try {
    planToken(policy, facts, options)
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return `${code}: ${message}`
  }
  return 'accepted'
}

const workspace = { ...READ, 'C:\\ws': 'write' } as const

test('what can be enforced is accepted', () => {
  expect(refusal(READ)).toBe('accepted')
  expect(refusal(workspace)).toBe('accepted')
  expect(refusal({ ...workspace, 'C:\\ws\\sub': 'read', 'D:\\out': 'write' }, { names: ['D:\\out\\'] })).toBe(
    'accepted',
  )
})

test('a denied path', () => {
  expect(refusal({ ...workspace, 'C:\\ws\\secret': 'deny' })).toMatch(
    /^READ_NOT_FENCED: filesystem\."C:\\ws\\secret" denies reading C:\\ws\\secret/,
  )
})

test('a deny glob', () => {
  expect(refusal({ ...workspace, 'C:\\ws\\*.env': 'deny' })).toMatch(
    /^READ_NOT_FENCED: filesystem\."C:\\ws\\\*\.env" denies/,
  )
})

test('a drive that no rule opens for reading', () => {
  expect(refusal({ 'C:\\': 'read' })).toMatch(
    /^RESTRICTED_READ_NOT_FENCED: no rule of the policy lets D:\\ be read/,
  )
  expect(refusal({ ':minimal': 'read', 'C:\\ws': 'write' })).toMatch(/^RESTRICTED_READ_NOT_FENCED/)
})

test('a whole drive that is writable', () => {
  expect(refusal({ ...READ, 'D:\\': 'write' })).toMatch(
    /^WHOLE_DRIVE_WRITABLE: filesystem\."D:\\" makes all of D:\\ writable/,
  )
})

test('a path that is reopened inside of a read-only one', () => {
  const rules = { ...workspace, 'C:\\ws\\a': 'read', 'C:\\ws\\a\\b': 'write' } as const
  const names = ['C:\\ws\\a\\b\\']
  expect(refusal(rules, { names })).toMatch(
    /^REOPENED_PATH: filesystem\."C:\\ws\\a\\b" makes .* inside C:\\ws\\a,/,
  )
  const hooks = { ...workspace, 'C:\\ws\\.git\\hooks': 'write' } as const
  expect(refusal(hooks, { names: ['C:\\ws\\.git\\hooks\\'] })).toMatch(
    /^REOPENED_PATH: .* inside C:\\ws\\\.git,/,
  )
})

test('a share of another machine, and a drive letter that stands for one', () => {
  const rules = { ...READ, '\\\\server\\share\\a': 'write' } as const
  const names = ['\\\\server\\share\\a\\']
  expect(refusal(rules, { names })).toMatch(/^NETWORK_PATH: .*share/)
  const remote = new Map([
    ['C:\\', { remote: false, persistentAcls: true }],
    ['D:\\', { remote: true, persistentAcls: true }],
  ])
  const mapped = { ...READ, 'D:\\out': 'write' } as const
  expect(refusal(mapped, { names: ['D:\\out\\'], facts: { drives: remote } })).toMatch(
    /^NETWORK_PATH: D:\\out \(filesystem\."D:\\out"\)/,
  )
})

test('a volume that keeps no access lists, and a drive that nobody could ask', () => {
  const rules = { ...READ, 'D:\\out': 'write' } as const
  const fat = new Map([['D:\\', { remote: false, persistentAcls: false }]])
  const expected = /^VOLUME_WITHOUT_ACLS: D:\\out \(filesystem\."D:\\out"\)/
  expect(refusal(rules, { names: ['D:\\out\\'], facts: { drives: fat } })).toMatch(expected)
  expect(refusal(rules, { names: ['D:\\out\\'], facts: { drives: new Map() } })).toMatch(expected)
})

test('a root that is a link', () => {
  const look = () => ({ kind: 'link' as const })
  expect(refusal(workspace, { facts: { look } })).toMatch(/^ROOT_IS_LINK: C:\\ws \(filesystem\."C:\\ws"\)/)
})

test('more roots than a token carries', () => {
  const names = Array.from({ length: MAX_ROOTS + 1 }, (_, index) => `C:\\many\\${index + 10}\\`)
  const rules = Object.fromEntries(names.map((name) => [name.slice(0, -1), 'write' as const]))
  expect(refusal({ ...READ, ...rules }, { names })).toMatch(
    /^TOO_MANY_ROOTS: the policy has 33 separate writable directories, of which filesystem\."C:\\many\\42"/,
  )
  const { 'C:\\many\\42': _, ...fewer } = rules
  expect(refusal({ ...READ, ...fewer }, { names })).toBe('accepted')
})

test('our own files inside a root', () => {
  const names = ['C:\\Users\\me\\AppData\\', 'C:\\Program Files\\sandbox\\']
  const expected = /^OWN_PATH_WRITABLE: filesystem\./
  expect(refusal({ ...READ, 'C:\\Users\\me': 'write' }, { names })).toMatch(expected)
  expect(refusal({ ...READ, 'C:\\Program Files': 'write' }, { names })).toMatch(expected)
})

test.each(['files', 'cpu', 'output'])('limits.%s', (name) => {
  expect(refusal(READ, { limits: { [name]: 1 } })).toBe(
    `LIMIT_NOT_ENFORCED: limits.${name} cannot be enforced on Windows`,
  )
})

test('limits that the job and the caller keep are accepted', () => {
  expect(refusal(READ, { limits: { timeout: 1, memory: 1, processes: 1 } })).toBe('accepted')
})

test.each(['none', 'proxy'] as const)('network mode %s, unless advice is enough', (mode) => {
  const rest = { egress: egressOf({ mode }) }
  expect(refusal(READ, rest)).toMatch(new RegExp(`^EGRESS_ADVISORY: network mode ${mode} is only advice`))
  expect(refusal(READ, rest, { strict: false, proxyPort: 8080 })).toBe('accepted')
  expect(refusal(READ, rest, { strict: false, servesEgress: true })).toBe('accepted')
})

test('network mode proxy without a proxy', () => {
  expect(refusal(READ, { egress: egressOf({ mode: 'proxy' }) }, { strict: false })).toMatch(
    /^EGRESS_NOT_ENFORCED/,
  )
})

test('a kernel that fences nothing, whatever the caller puts up with', () => {
  for (const coveredRights of [0, 0x114]) {
    expect(refusal(READ, { facts: { coveredRights } }, { strict: false })).toMatch(/^WRITE_FENCE_ABSENT/)
  }
})

test.each(['generic-write', 'generic-write-and-standard'] as const)(
  'a kernel that leaves gaps (%s), unless the caller puts up with them',
  (reading) => {
    const facts = { coveredRights: READINGS[reading] }
    expect(refusal(READ, { facts })).toMatch(/^WRITE_FENCE_WEAK: on this system .*protected names included/)
    expect(refusal(READ, { facts }, { strict: false })).toBe('accepted')
  },
)

test('a policy of another system, and one without a sandbox', () => {
  const { policy, facts } = sessionOf(READ)
  expect(() => planToken({ ...policy, platform: 'linux' }, facts)).toThrow(
    expect.objectContaining({ code: 'POLICY_WRONG_PLATFORM' }),
  )
  expect(() => planToken({ ...policy, unrestricted: true }, facts)).toThrow(
    expect.objectContaining({ code: 'PROFILE_UNRESTRICTED' }),
  )
})
