/** Profiles as a person reads them. A change shows here first; run vitest with `-u` and read the difference. */

import { MACOS_PLATFORM_DEFAULTS } from '@sandbox/policy'
import { expect, test } from 'vitest'
import {
  type RuleTable,
  rulesOf,
  type ScenarioOptions,
  scenario,
  WORKSPACE_RULES,
} from './support/scenario.js'

const R = '/Users/me/repo'
const PRIVATE = '/Users/me/Library/Caches/sandbox'
const PROFILES: Readonly<Record<string, readonly [RuleTable, ScenarioOptions]>> = {
  // As it runs: with the directory of the profiles.
  workspace: [
    WORKSPACE_RULES,
    {
      name: ':workspace',
      tree: { [`${R}/.git/`]: '', [`${PRIVATE}/`]: '' },
      facts: { privateDirectory: PRIVATE },
    },
  ],
  'read-only': [{ ':root': 'read' }, { name: ':read-only' }],
  'closed-and-reopened': [
    {
      ...WORKSPACE_RULES,
      '/Users/me/.ssh': 'deny',
      ':workspace_roots': { '.': 'write', secrets: 'deny', 'secrets/public': 'write', '**/*.env': 'deny' },
    },
    { tree: { '/Users/me/.ssh/id': '', [`${R}/secrets/public/`]: '', [`${R}/app/prod.env`]: '' } },
  ],
  minimal: [
    { ':minimal': 'read', ':workspace_roots': { '.': 'write' } },
    { tree: Object.fromEntries(MACOS_PLATFORM_DEFAULTS.map((path) => [`${path}/`, ''])) },
  ],
  'whole-disk': [{ ':root': 'write', '/Users/other': 'deny' }, { tree: { '/Users/other/': '' } }],
  proxy: [
    WORKSPACE_RULES,
    {
      egress: { mode: 'proxy', allowLocalBinding: true, unixSockets: { '/tmp/agent.sock': 'allow' } },
      facts: { proxyPort: 8080, denialTag: 'sandbox-0123456789abcdef' },
    },
  ],
  full: [WORKSPACE_RULES, { egress: { mode: 'full' } }],
}

test.each(Object.entries(PROFILES))('%s', async (name, [rules, options]) => {
  const { profile } = scenario(rulesOf(rules), options)
  const params = Object.entries(profile.params).map(([key, value]) => `; ${key}=${value}\n`)
  await expect(`${profile.text}\n; Definitions\n${params.join('')}`).toMatchFileSnapshot(`golden/${name}.sb`)
})

test('the profile of :workspace is short, ordered and plain ASCII', () => {
  const [rules, options] = PROFILES.workspace ?? [{}, {}]
  const { text } = scenario(rulesOf(rules), options).profile
  expect(text.split('\n').length).toBeLessThan(100)
  expect(text).toMatch(/^[\n -~]*$/)
  const [, denies = ''] = text.split('From here on everything denies')
  expect(denies).not.toContain('(allow')
  expect(text.split('\n').every((line) => line.length <= 240)).toBe(true)
})
