import { expect, test } from 'vitest'
import { policyOf } from '../test/support/profiles.js'
import { explain } from './explain.js'

const policy = policyOf({
  ':root': 'read',
  '/repo': { '.': 'write', secret: 'deny', '**/*.env': 'deny', '.env': 'read', 'app*': 'deny' },
})
const file = '/home/me/.config/sandbox/config.toml'

test('the deepest rule decides, and the rules above it lost', () => {
  expect(explain(policy, '/repo/secret/key')).toEqual({
    decision: expect.objectContaining({ access: 'deny', because: 'literal' }),
    reason: 'The rule for /repo/secret is the deepest that covers /repo/secret/key and says deny.',
    writtenAt: `permissions.dev.filesystem."/repo".secret in ${file}`,
    competing: [
      {
        rule: expect.objectContaining({ path: '/repo' }),
        writtenAt: `permissions.dev.filesystem."/repo".. in ${file}`,
        lostBecause: 'A deeper rule covers the path, so this write does not reach it.',
      },
      {
        rule: expect.objectContaining({ path: '/' }),
        writtenAt: `permissions.dev.filesystem.":root".. in ${file}`,
        lostBecause: 'A deeper rule covers the path, so this read does not reach it.',
      },
    ],
    change: [
      'Write "/repo/secret/key" = "read" under filesystem in permissions.dev to let it be read only.',
      'Write "/repo/secret/key" = "write" under filesystem in permissions.dev to let it be written.',
    ],
  })
})

test('nothing reopens what a glob denies', () => {
  const told = explain(policy, '/repo/app.d/x.env')
  expect(told.reason).toBe('The glob /repo/app* denies /repo/app.d/x.env.')
  expect(told.competing.map((each) => each.lostBecause)).toEqual([
    'Another glob that denies the path comes first.',
    'A deny glob matches, and nothing reopens what a glob denies.',
    'A deny glob matches, and nothing reopens what a glob denies.',
  ])
  expect(told.change).toEqual(['Remove the glob or make it narrower; no other rule can open the path.'])
})

test('protected metadata names the rule that opens it', () => {
  const told = explain(policy, '/repo/.git/config')
  expect(told.reason).toBe(
    '/repo/.git/config is protected metadata of a writable directory: it may be read, not written.',
  )
  expect(told.change[0]).toContain('"/repo/.git/config" = "write"')
})

test('a path without a rule, and a policy without a sandbox', () => {
  expect(explain(policyOf({}), '/a')).toMatchObject({
    reason: 'No rule covers /a, and what no rule covers is denied.',
    writtenAt: undefined,
    competing: [],
  })
  const open = policyOf({ '/a': 'read' }, {}, {}, { unrestricted: true })
  expect(explain(open, '/a')).toMatchObject({
    reason: 'The profile dev runs without a sandbox, so everything may be written.',
    competing: [],
  })
})
