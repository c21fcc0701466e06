import { describe, expect, test } from 'vitest'
import { directory } from '../test/support/memory-files.js'
import { policyOf, profileOf, type RuleTable } from '../test/support/profiles.js'
import { narrowerOrEqual } from './narrower.js'
import type { DomainRule, Profile } from './profile.js'

const subjects = (a: ReturnType<typeof policyOf>, b: ReturnType<typeof policyOf>) => {
  const answer = narrowerOrEqual(a, b)
  return answer.ok ? [] : answer.widening.map((each) => each.subject)
}
const comparePaths = (a: RuleTable, b: RuleTable) => subjects(policyOf(a), policyOf(b))
const compare = (a: Partial<Profile>, b: Partial<Profile>) =>
  subjects(policyOf({}, {}, {}, a), policyOf({}, {}, {}, b))

describe('paths', () => {
  const limit: RuleTable = { ':root': 'read', '/repo': { '.': 'write', secret: 'deny', '**/*.env': 'deny' } }

  test.each<[string, RuleTable, string[]]>([
    ['the same', limit, []],
    ['less', { '/repo': { '.': 'read', '**/*.env': 'deny', secret: 'deny' } }, []],
    ['a write elsewhere', { ...limit, '/srv': 'write' }, ['/srv']],
    ['a reopened deny', { ...limit, '/repo/secret/x': 'read' }, ['/repo/secret/x']],
    ['a missing deny', { '/repo': { '.': 'write', '**/*.env': 'deny' } }, ['/repo/secret']],
    ['a missing glob', { '/repo': { '.': 'write', secret: 'deny' } }, ['/repo/**/*.env']],
    ['nothing where the glob counts', { '/srv': 'read' }, []],
    ['opened metadata', { ...limit, '/repo/.git': 'write' }, ['/repo/.git']],
  ])('%s', (_name, table, wider) => {
    expect(comparePaths(table, limit)).toEqual(wider)
  })

  test('a glob from a directory above includes the same glob below it', () => {
    const narrow: RuleTable = { '/repo': 'read', '/repo/sub': { '**/*.env': 'deny' } }
    const wide: RuleTable = { '/repo': { '.': 'read', '**/*.env': 'deny' } }
    expect(comparePaths(wide, narrow)).toEqual([])
    expect(comparePaths(narrow, wide)).toEqual(['/repo/**/*.env'])
  })

  test('the widening names the rule and where it was written', () => {
    const answer = narrowerOrEqual(policyOf({ '/srv': 'write' }), policyOf({ '/srv': 'read' }))
    expect(answer).toEqual({
      ok: false,
      widening: [
        {
          subject: '/srv',
          rule: expect.objectContaining({ path: '/srv', access: 'write' }),
          reason: '/srv is write here and read in the limit.',
        },
      ],
    })
  })

  test('a smaller search depth is weaker', () => {
    const table: RuleTable = { '/repo': { '.': 'read', '**/x': 'deny' } }
    const deep = policyOf(table, {}, {}, { globScanMaxDepth: 8 })
    const shallow = policyOf(table, {}, {}, { globScanMaxDepth: 3 })
    expect(subjects(shallow, deep)).toEqual(['filesystem.glob_scan_max_depth'])
    expect(subjects(deep, shallow)).toEqual([])
    expect(subjects(deep, policyOf(table))).toEqual(['filesystem.glob_scan_max_depth'])
  })

  test('the paths of :minimal count, and stay unknown on other platforms', () => {
    const minimal: RuleTable = { ':minimal': 'read' }
    expect(comparePaths(minimal, { ':root': 'read' })).toEqual([])
    expect(comparePaths(minimal, { '/usr': 'read' })).toContain('/bin')
    expect(comparePaths(minimal, { ...minimal, '/usr/local': 'deny' })).toEqual(['/usr/local'])
    const onMac = (table: RuleTable) => policyOf(table, {}, { platform: 'darwin' })
    expect(subjects(onMac(minimal), onMac({ '/usr': 'read' }))).toEqual([':minimal'])
    expect(subjects(onMac(minimal), onMac({ ...minimal, '/usr/local': 'deny' }))).toEqual(['/usr/local'])
    expect(subjects(onMac(minimal), onMac(minimal))).toEqual([])
  })

  test('no sandbox is wider than any, and policies of two hosts cannot be compared', () => {
    const open = policyOf({}, {}, {}, { unrestricted: true })
    expect(subjects(open, policyOf({ ':root': 'write' }))).toEqual(['profile'])
    expect(subjects(policyOf({ ':root': 'write' }), open)).toEqual([])
    expect(subjects(policyOf({}), policyOf({}, {}, { platform: 'darwin' }))).toEqual(['platform'])
    expect(
      subjects(policyOf({}), policyOf({}, { '/bin': { link: 'usr/bin' }, '/usr/bin': directory })),
    ).toEqual(['host'])
  })
})

describe('network', () => {
  const { egress } = profileOf({})
  const rule = (host: string, rest: Partial<DomainRule> = {}): DomainRule => ({
    host,
    action: 'allow',
    private: false,
    source: { keyPath: host },
    ...rest,
  })
  const proxy = (...domains: DomainRule[]) => ({ ...egress, mode: 'proxy' as const, domains })
  const proxies = (a: DomainRule[], b: DomainRule[]) =>
    compare({ egress: proxy(...a) }, { egress: proxy(...b) })

  test.each([
    ['none', 'proxy', true],
    ['proxy', 'full', true],
    ['proxy', 'none', false],
    ['full', 'proxy', false],
  ] as const)('%s within %s: %s', (a, b, ok) => {
    expect(compare({ egress: { ...egress, mode: a } }, { egress: { ...egress, mode: b } }).length === 0).toBe(
      ok,
    )
  })

  test.each([
    ['a.example.com', 'a.example.com', true],
    ['a.example.com', '*.example.com', true],
    ['example.com', '*.example.com', false],
    ['example.com', '**.example.com', true],
    ['*.example.com', '**.example.com', true],
    ['**.example.com', '*.example.com', false],
    ['**.a.example.com', '*.example.com', true],
    ['badexample.com', '*.example.com', false],
    ['*', '**.com', false],
    ['example.com', '*', true],
    ['127.0.0.1', '*', false],
    ['10.0.0.0/8', '10.0.0.0/8', true],
  ])('allowing %s within %s: %s', (a, b, ok) => {
    expect(proxies([rule(a)], [rule(b)]).length === 0).toBe(ok)
  })

  test('ports, private addresses and denies', () => {
    expect(proxies([rule('a', { ports: [[443, 443]] })], [rule('a')])).toEqual([])
    expect(proxies([rule('a', { ports: [[8080, 8080]] })], [rule('a')])).toHaveLength(1)
    expect(proxies([rule('a', { ports: [[8080, 8080]] })], [rule('*')])).toEqual([])
    expect(proxies([rule('a')], [rule('a', { ports: [[443, 443]] })])).toHaveLength(1)
    expect(proxies([rule('a', { private: true })], [rule('a')])).toHaveLength(1)
    const deny = rule('evil.a', { action: 'deny' })
    expect(proxies([rule('*.a')], [rule('*.a'), deny])).toHaveLength(1)
    expect(proxies([rule('*.a'), rule('**.evil.a', { action: 'deny' })], [rule('*.a'), deny])).toEqual([])
  })

  test('sockets and switches', () => {
    const sockets = (unixSockets: Record<string, 'allow' | 'deny'>) => ({
      egress: { ...egress, unixSockets },
    })
    expect(compare(sockets({ '/s': 'allow' }), sockets({}))).toEqual(['network.unix_sockets./s'])
    expect(compare(sockets({}), sockets({ '/s': 'deny' }))).toEqual(['network.unix_sockets./s'])
    expect(compare(sockets({ '/s': 'allow' }), sockets({ '/s': 'allow' }))).toEqual([])
    const asked = { ...proxy(), allowLocalBinding: true, socks5: true, upstreamProxy: 'http://p' }
    expect(compare({ egress: asked }, { egress: { ...proxy(), limited: true } })).toEqual([
      'network.allow_local_binding',
      'network.limited',
      'network.socks5',
      'network.upstream_proxy',
    ])
  })
})

describe('environment, limits and Linux options', () => {
  const base = profileOf({}).environment

  test.each<[string, Partial<Profile['environment']>, Partial<Profile['environment']>, string[]]>([
    ['inherits more', { inherit: 'all' }, { inherit: 'core' }, ['environment.inherit']],
    ['keeps a secret', { keep: ['NPM_TOKEN'] }, {}, ['environment.keep.NPM_TOKEN']],
    ['keeps one of several', { keep: ['npm_token'] }, { keep: ['NPM_*'] }, []],
    ['does not exclude', {}, { exclude: ['AWS_*'] }, ['environment.exclude.AWS_*']],
    ['excludes more', { exclude: ['*'] }, { exclude: ['AWS_*'] }, []],
    ['inherits nothing', { inherit: 'none' }, { exclude: ['AWS_*'] }, []],
    ['sets a variable', { set: { A: '1' } }, {}, ['environment.set.A']],
    ['leaves out a set one', {}, { set: { A: '1' } }, ['environment.set.A']],
    ['drops a set one', { exclude: ['A'] }, { set: { A: '1' } }, []],
    ['lets all names through', {}, { only: ['PATH'] }, ['environment.only']],
    ['lets fewer through', { only: ['PATH'] }, { only: ['PATH', 'HOME'] }, []],
    ['lets others through', { only: ['P*'] }, { only: ['PATH'] }, ['environment.only.P*']],
  ])('%s', (_name, a, b, wider) => {
    expect(compare({ environment: { ...base, ...a } }, { environment: { ...base, ...b } })).toEqual(wider)
  })

  test('limits must be there and not higher', () => {
    expect(compare({ limits: { memory: 5, cpu: 1 } }, { limits: { memory: 5, processes: 3 } })).toEqual([
      'limits.processes',
    ])
    expect(compare({ limits: { memory: 6 } }, { limits: { memory: 5 } })).toEqual(['limits.memory'])
  })

  test('a launcher by path, another backend and nested namespaces need the limit to name them', () => {
    const linux = { launcher: 'auto', allowNestedUserns: false }
    expect(
      compare(
        { linux: { launcher: '/tmp/bwrap', allowNestedUserns: true, backend: 'linux-landlock-seccomp' } },
        { linux },
      ),
    ).toEqual(['linux.allow_nested_userns', 'linux.launcher', 'linux.backend'])
    expect(compare({ linux: { ...linux, launcher: 'bundled' } }, { linux })).toEqual([])
  })
})
