import type { ResolvedPolicy } from '@sandbox/policy'
import { describe, expect, test } from 'vitest'
import { egressOf, policyOf } from '../test/support/policies.js'
import { ASSUMED_FACTS, type HostFacts } from './facts.js'
import { renderProfile } from './render.js'

const READ = { ':root': 'read' } as const
const MISSING: HostFacts = {
  ...ASSUMED_FACTS,
  paths: { look: (path) => ({ kind: 'missing', spelling: path, existing: 0 }) },
}

test('equal inputs give equal profiles', () => {
  const policy = policyOf({ ...READ, '/Users/me/repo': 'write', '/Users/me/.ssh': 'deny' })
  expect(renderProfile(policy, ASSUMED_FACTS)).toEqual(renderProfile(policy, ASSUMED_FACTS))
})

test('a policy of another platform is refused', () => {
  const policy = { ...policyOf(READ), platform: 'linux' as const }
  expect(() => renderProfile(policy, ASSUMED_FACTS)).toThrow(
    expect.objectContaining({ code: 'POLICY_WRONG_PLATFORM' }),
  )
})

test('a policy without a sandbox has no profile', () => {
  const policy = policyOf(READ, { unrestricted: true, name: ':danger-full-access' })
  expect(() => renderProfile(policy, ASSUMED_FACTS)).toThrow(
    expect.objectContaining({ code: 'PROFILE_UNRESTRICTED' }),
  )
})

describe('network mode proxy', () => {
  const policy = policyOf(READ, { egress: egressOf({ mode: 'proxy' }) })

  test.each([undefined, 0, -1, 65_536, 1.5, Number.NaN, '8080'])('the port %j is none', (port) => {
    const facts = { ...ASSUMED_FACTS, proxyPort: port as number }
    expect(() => renderProfile(policy, facts)).toThrow(expect.objectContaining({ code: 'PROXY_ENDPOINT' }))
  })

  test('opens one port of this host', () => {
    const { text } = renderProfile(policy, { ...ASSUMED_FACTS, proxyPort: 8080 })
    expect(text.match(/^\(allow network-.*$/gm)).toEqual([
      '(allow network-outbound (remote ip "localhost:8080"))',
    ])
  })
})

test('network mode none says nothing of the network', () => {
  expect(renderProfile(policyOf(READ), ASSUMED_FACTS).text).not.toMatch(/network-|system-socket/)
})

test('network mode full opens addresses, not everything', () => {
  const { text } = renderProfile(policyOf(READ, { egress: egressOf({ mode: 'full' }) }), ASSUMED_FACTS)
  expect(text).not.toMatch(/\(allow network[^()]*\)/)
})

test('a socket that another rule denies is refused', () => {
  const egress = egressOf({ mode: 'proxy', unixSockets: { '/run/x.sock': 'allow' } })
  const policy = policyOf({ ...READ, '/run': 'deny' }, { egress })
  expect(() => renderProfile(policy, { ...ASSUMED_FACTS, proxyPort: 1 })).toThrow(
    expect.objectContaining({ code: 'SOCKET_DENIED', message: expect.stringContaining('filesystem."/run"') }),
  )
})

test('a name that is too long in every spelling is refused', () => {
  const policy = policyOf({ ...READ, [`/${'a'.repeat(250)}`]: 'deny' })
  expect(() => renderProfile(policy, MISSING)).toThrow(
    expect.objectContaining({ code: 'PROFILE_TEXT_TOO_LONG' }),
  )
  expect(renderProfile(policy, ASSUMED_FACTS).text).not.toContain('[aA]')
})

test('a glob that is too long is refused', () => {
  const policy = policyOf({ ...READ, [`/w/*${'b'.repeat(250)}`]: 'deny' })
  expect(() => renderProfile(policy, ASSUMED_FACTS)).toThrow(
    expect.objectContaining({ code: 'PROFILE_TEXT_TOO_LONG' }),
  )
})

test('a name of a profile cannot leave its comment', () => {
  const { text } = renderProfile(policyOf(READ, { name: 'x\n(allow default)' }), ASSUMED_FACTS)
  expect(text).not.toContain('allow default)\n')
  expect(text).toContain('; The policy x??allow?default?.')
})

test('a device that a rule denies is not opened for everybody', () => {
  const { text } = renderProfile(
    policyOf({ ...READ, '/dev/null': 'deny', '/dev/tty': 'deny' }),
    ASSUMED_FACTS,
  )
  expect(text).not.toMatch(/"\/dev\/(null|tty)"/)
  expect(text).toContain('"/dev/zero"')
})

test('no path stands in the text but inside an expression', () => {
  const policy = policyOf({ ...READ, '/Users/me/repo': 'write', '/Users/me/say "no"': 'deny' })
  const { text, params } = renderProfile(policy, ASSUMED_FACTS)
  expect(text).not.toContain('say "')
  expect(text).not.toContain('/Users/me')
  expect(Object.values(params)).toContain('/Users/me/say "no"')
})

test('the private directory is closed, and the directories above keep their names', () => {
  const { params, text } = renderProfile(policyOf({ ':root': 'write' }), {
    ...ASSUMED_FACTS,
    privateDirectory: '/Users/me/Library/Caches/sandbox',
  })
  const names = Object.entries(params).filter(([, path]) => path === '/Users/me/Library/Caches/sandbox')
  expect(names.map(([name]) => name)).toEqual(['CLOSED_0', 'READ_ONLY_0'])
  expect(Object.values(params)).toContain('/Users/me/Library/Caches')
  expect(text).toContain('(deny file-write-unlink')
})

test('preferences are open when every file may be read, and closed with any file of the policy', () => {
  const facts = { ...ASSUMED_FACTS, privateDirectory: '/Users/me/Library/Caches/sandbox' }
  const hasPreferences = (policy: ResolvedPolicy) =>
    renderProfile(policy, facts).text.includes('(allow user-preference-read)')
  expect(hasPreferences(policyOf(READ))).toBe(true)
  expect(hasPreferences(policyOf({ ...READ, '/Users/me/.ssh': 'deny' }))).toBe(false)
  expect(hasPreferences(policyOf({ ...READ, '/Users/me/**/*.pem': 'deny' }))).toBe(false)
  expect(hasPreferences(policyOf({ '/usr': 'read' }))).toBe(false)
})

test('many paths are spread over several rules', () => {
  const denied = Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [`/d/${index}`, 'deny' as const]),
  )
  const { text, params } = renderProfile(policyOf({ ...READ, ...denied }), ASSUMED_FACTS)
  expect(Object.keys(params)).toHaveLength(1000)
  for (const rule of text.split('\n(')) expect(rule.length).toBeLessThan(10_000)
})

test('the tag of a run stands in every refusal, and in nothing that allows', () => {
  const policy = policyOf({ ...READ, '/Users/me/repo': 'write', '/Users/me/.ssh': 'deny' })
  const { text } = renderProfile(policy, { ...ASSUMED_FACTS, denialTag: 'sandbox-1' })
  const rules = text.replace(/^;.*$/gm, '').split(/\n(?=\()/)
  const tagged = rules.filter((rule) => rule.includes('(with message "sandbox-1")'))
  expect(tagged).toEqual(rules.filter((rule) => rule.startsWith('(deny')))
})
