import { describe, expect, test } from 'vitest'
import { policyOf, profileOf } from '../test/support/profiles.js'
import { decide } from './decide.js'
import { intersect } from './intersect.js'
import { narrowerOrEqual } from './narrower.js'
import type { DomainRule, Profile } from './profile.js'

const of = (profile: Partial<Profile>) => policyOf({}, {}, {}, profile)

test('an approval gives what was asked for, inside what may be given', () => {
  const requested = policyOf(
    { '/srv': 'write', '/etc': 'read', '/home/me': 'read' },
    { '/srv/data': 'directory' },
  )
  const granted = policyOf({
    ':root': 'read',
    '/srv/data': { '.': 'write', '**/*.key': 'deny' },
    '/home': 'deny',
  })
  const both = intersect(requested, granted)
  expect(decide(both, '/srv/data/x').access).toBe('write')
  expect(decide(both, '/srv/data/x.key').because).toBe('glob')
  expect(decide(both, '/srv/data/.git').because).toBe('protected')
  expect(decide(both, '/srv/other').access).toBe('read')
  expect(decide(both, '/etc/hosts').access).toBe('read')
  expect(decide(both, '/home/me').access).toBe('deny')
  expect(decide(both, '/usr').access).toBe('deny')
  expect(both.writableRoots.map((root) => root.path)).toEqual(['/srv/data'])
  expect(both.fullDiskRead).toBe(false)
})

test('policies of two platforms have no intersection', () => {
  expect(() => intersect(policyOf({}), policyOf({}, {}, { platform: 'darwin' }))).toThrow(
    expect.objectContaining({ code: 'POLICIES_OF_TWO_HOSTS' }),
  )
})

describe('settings', () => {
  const base = profileOf({})
  const allow = (host: string, rest: Partial<DomainRule> = {}): DomainRule => ({
    host,
    action: 'allow',
    private: false,
    source: { keyPath: host },
    ...rest,
  })
  const proxy = (...domains: DomainRule[]) => ({
    egress: { ...base.egress, mode: 'proxy' as const, domains },
  })

  test('hosts that both allow, and every denied one', () => {
    const deny = allow('evil.example.com', { action: 'deny' })
    const both = intersect(
      of(proxy(allow('*.example.com'), allow('other.org'))),
      of(proxy(allow('a.example.com'), deny)),
    )
    expect(both.egress.domains.map((rule) => [rule.action, rule.host])).toEqual([
      ['allow', 'a.example.com'],
      ['deny', 'evil.example.com'],
    ])
  })

  test('the narrower mode with its own rules', () => {
    const full = of({ egress: { ...base.egress, mode: 'full' } })
    expect(intersect(full, of(proxy(allow('a')))).egress).toMatchObject({
      mode: 'proxy',
      domains: [{ host: 'a' }],
    })
    expect(intersect(of(proxy(allow('a'))), of({})).egress).toMatchObject({ mode: 'none', domains: [] })
  })

  test('two upstream proxies leave no way out', () => {
    const through = (upstreamProxy: string) => {
      const { egress } = proxy(allow('a'))
      return of({ egress: { ...egress, upstreamProxy } })
    }
    expect(intersect(through('http://p'), through('http://q')).egress.mode).toBe('none')
    expect(intersect(through('http://p'), through('http://p')).egress.upstreamProxy).toBe('http://p')
  })

  test('variables both let through; disputed values are left out', () => {
    const a = of({
      environment: {
        inherit: 'all',
        keep: ['NPM_TOKEN', 'X_KEY'],
        exclude: ['A*'],
        set: { CI: '1', V: 'a' },
      },
    })
    const b = of({
      environment: {
        inherit: 'core',
        keep: ['NPM_*'],
        exclude: [],
        set: { CI: '1', V: 'b' },
        only: ['CI', 'PATH'],
      },
    })
    expect(intersect(a, b).environment).toEqual({
      inherit: 'core',
      keep: ['NPM_TOKEN'],
      exclude: ['A*', 'V'],
      set: { CI: '1' },
      only: ['CI', 'PATH'],
    })
  })

  test('the lower limit, the fewer options, and never wider than either', () => {
    const a = of({
      ...proxy(allow('*', { ports: [[1, 99]] })),
      limits: { memory: 5, cpu: 2 },
      linux: { launcher: 'system', allowNestedUserns: true },
    })
    const b = of({
      ...proxy(allow('**.a'), allow('b')),
      limits: { memory: 4, processes: 9 },
      environment: { inherit: 'core', keep: [], exclude: [], set: { A: '1' } },
    })
    const both = intersect(a, b)
    expect(both.limits).toEqual({ memory: 4, cpu: 2, processes: 9 })
    expect(both.linux.allowNestedUserns).toBe(false)
    expect(narrowerOrEqual(both, a)).toEqual({ ok: true })
    expect(narrowerOrEqual(both, b)).toEqual({ ok: true })
  })
})
