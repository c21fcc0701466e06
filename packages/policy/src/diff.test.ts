import { expect, test } from 'vitest'
import { policyOf, profileOf } from '../test/support/profiles.js'
import { diff } from './diff.js'

test('equal policies have no difference, wherever they were written', () => {
  const profile = { chain: ['other'], name: 'other' }
  expect(
    diff(policyOf({ '/a': 'read' }), policyOf({ '/a': 'read', '/a/b': 'read' }, {}, {}, profile)),
  ).toEqual([])
})

test('paths, globs and settings that changed', () => {
  const { environment } = profileOf({})
  const before = policyOf({ '/a': 'read', '/repo': { '*.env': 'deny' } })
  const after = policyOf(
    { '/a': 'write', '/repo': { '*.pem': 'deny' } },
    {},
    {},
    {
      limits: { memory: 5 },
      environment: { ...environment, inherit: 'core' },
    },
  )
  expect(diff(before, after)).toEqual([
    { kind: 'path', path: '/a', before: 'read', after: 'write' },
    { kind: 'glob', pattern: '/repo/*.env', change: 'removed' },
    { kind: 'glob', pattern: '/repo/*.pem', change: 'added' },
    { kind: 'setting', name: 'environment.inherit', before: 'all', after: 'core' },
    { kind: 'setting', name: 'limits.memory', before: undefined, after: 5 },
  ])
})
