import { expect, test } from 'vitest'
import { isOpen } from '../test/support/landlock.js'
import { filesOf, policyOf } from '../test/support/policies.js'
import { planConfinement } from './plan.js'

const FILES = filesOf(['/w/', '/w/d/', '/tmp/x', '/tmp/.sandbox-0/', '/run/me -> /r', '/r/sandbox/', '/t/'])

function confine(
  rules: Parameters<typeof policyOf>[0],
  facts: Partial<Parameters<typeof planConfinement>[1]> = {},
) {
  return planConfinement(policyOf(rules, FILES), {
    landlockAbi: 7,
    files: FILES,
    globMatches: [],
    closed: ['/tmp/.sandbox-0'],
    accept: [],
    temporary: { directory: '/tmp', canCreateIn: () => true, name: 'mine' },
    ...facts,
  })
}

const writable = { '/': 'read', '/w': 'write', '/tmp': 'write' } as const

test('where a writable temporary directory cannot be opened whole, one inside is', () => {
  const { ruleset, temporary, warnings } = confine(writable)
  expect(temporary).toBe('/tmp/mine')
  expect(ruleset.pathRules.filter(({ path }) => path === temporary)).toEqual([
    { path: temporary, access: ruleset.handledAccessFs, mustExist: true },
  ])
  expect(isOpen(ruleset, '/tmp', 'make_reg')).toBe(false)
  expect(isOpen(ruleset, '/tmp/mine/f', 'make_reg')).toBe(true)
  expect(warnings.at(-1)).toMatchObject({ code: 'TEMPORARY_DIRECTORY_MOVED' })
})

test.each([
  ['the policy does not write there', { '/': 'read' }, {}],
  ['the user cannot', writable, { canCreateIn: () => false }],
  ['it is not there', writable, { directory: '/none' }],
  ['it is open as it is', writable, { directory: '/w/d' }],
] as const)('none is made where %s', (_, rules, temporary) => {
  const facts = { directory: '/tmp', canCreateIn: () => true, name: 'mine', ...temporary }
  const planned = confine(rules, { temporary: facts })
  expect(planned.temporary).toBeUndefined()
  expect(planned.warnings.map(({ code }) => code)).not.toContain('TEMPORARY_DIRECTORY_MOVED')
})

test('our own directories stay closed, present or missing, under every name', () => {
  const { ruleset } = confine(
    { '/': 'read', '/tmp': 'write', '/run': 'write', '/r': 'write' },
    { closed: ['/tmp/.sandbox-0', '/tmp/.sandbox-7', '/run/me/sandbox'] },
  )
  for (const path of ['/tmp/.sandbox-0/f', '/tmp/.sandbox-7', '/r/sandbox/f']) {
    expect([path, isOpen(ruleset, path, 'write_file')]).toEqual([path, false])
    expect([path, isOpen(ruleset, path, 'read_file')]).toEqual([path, true])
  }
  expect(isOpen(ruleset, '/tmp/x', 'write_file')).toBe(true)
})

test('what a match of a glob leads to is closed with it', () => {
  const files = filesOf(['/w/d/a.env -> /t/real', '/t/real', '/t/other'])
  const { ruleset } = confine({ '/': 'read' }, { files, globMatches: ['/w/d/a.env'] })
  expect(isOpen(ruleset, '/t/real', 'read_file')).toBe(false)
  expect(isOpen(ruleset, '/t/other', 'read_file')).toBe(true)
})

test('a weakness must be accepted by its word', () => {
  expect(() => confine({ '/': 'read' }, { landlockAbi: 2 })).toThrow(/cut to nothing/)
  const { ruleset } = confine({ '/': 'read' }, { landlockAbi: 2, accept: ['truncate'] })
  expect(ruleset.missing.map(({ missing }) => missing).join()).toContain('truncate')
})
