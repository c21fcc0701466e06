import { describe, expect, test } from 'vitest'
import { directory, link } from '../test/support/memory-files.js'
import { contextOf, policyOf, profileOf, rulesOf, workspaceRules } from '../test/support/profiles.js'
import { decide } from './decide.js'
import { resolve } from './resolve.js'

const source = { keyPath: 'test' }

describe('symbols', () => {
  test('every workspace root gets every rule, the session first', () => {
    const policy = policyOf(
      { ':workspace_roots': { '.': 'write', secrets: 'deny', '**/*.env': 'deny' } },
      { '/shared/lib': directory, '/home/me/more': directory },
      { workspaceRoots: ['/repo'] },
      {
        workspaceRoots: [
          { path: '../lib', source: { ...source, file: '/shared/conf/sandbox.toml' } },
          { path: '~/more', source },
        ],
      },
    )
    expect(policy.workspaceRoots).toEqual(['/repo', '/shared/lib', '/home/me/more'])
    expect(policy.deniedPaths.map((rule) => rule.path)).toEqual([
      '/repo/secrets',
      '/shared/lib/secrets',
      '/home/me/more/secrets',
    ])
    expect(policy.globs.map(({ pattern, base }) => ({ pattern, base }))).toEqual([
      { pattern: '/home/me/more/**/*.env', base: '/home/me/more' },
      { pattern: '/repo/**/*.env', base: '/repo' },
      { pattern: '/shared/lib/**/*.env', base: '/shared/lib' },
    ])
  })

  test('a workspace root with wildcard characters in its name is taken literally', () => {
    const policy = policyOf(
      { ':workspace_roots': { '.': 'write', '*.env': 'deny' } },
      { '/w/[a]*': directory },
      { cwd: '/w/[a]*' },
    )
    expect(policy.globs).toMatchObject([{ pattern: '/w/[[]a][*]/*.env', base: '/w/[a]*' }])
    expect(decide(policy, '/w/[a]*/x.env').access).toBe('deny')
    expect(decide(policy, '/w/[a]*/x').access).toBe('write')
    expect(decide(policy, '/w/a/x.env').because).toBe('no-rule')
  })

  test('home, tmpdir and the whole disk', () => {
    const policy = policyOf(
      { ':root': 'read', ':home': { '.ssh': 'deny' }, '~/.cache': 'write', ':tmpdir': 'write' },
      { '/home/me/.cache': directory, '/var/tmp': directory },
      { tmpdir: '/var/tmp/' },
    )
    expect(policy.rules.map((rule) => `${rule.access} ${rule.path}`)).toEqual([
      'read /',
      'write /var/tmp',
      'write /home/me/.cache',
      'deny /home/me/.ssh',
    ])
  })

  test.each([[undefined], [''], ['relative/tmp']])('the tmpdir %j is ignored without a warning', (tmpdir) => {
    const policy = policyOf({ ':tmpdir': 'write' }, {}, { tmpdir })
    expect(policy.rules).toEqual([])
    expect(policy.warnings).toEqual([])
  })

  test(':slash_tmp counts only where /tmp is a directory', () => {
    expect(policyOf({ ':slash_tmp': 'write' }, { '/tmp': 'a file' }).rules).toEqual([])
    expect(policyOf({ ':slash_tmp': 'write' }).rules).toMatchObject([{ path: '/tmp' }])
  })

  test('on Windows :root is every drive there is', () => {
    const policy = policyOf(
      { ':root': 'read', ':slash_tmp': 'write' },
      { 'D:\\': directory },
      { platform: 'win32' },
    )
    expect(policy.rules.map((rule) => rule.path)).toEqual(['C:\\', 'D:\\'])
    expect(policy.fullDiskRead).toBe(true)
  })

  test('an unknown symbol is refused, never dropped', () => {
    expect(() => policyOf({ ':cwd': 'deny' })).toThrow(expect.objectContaining({ code: 'SYMBOL_UNKNOWN' }))
  })

  test('rules of options are added to those of the profile', () => {
    const extraRules = [
      { key: '/data', subpath: '.', access: 'deny' as const, source: { keyPath: '--deny' } },
    ]
    expect(policyOf({ ':root': 'read' }, {}, { extraRules }).deniedPaths).toMatchObject([
      { path: '/data', source: { keyPath: '--deny' } },
    ])
  })
})

describe('one rule for each path', () => {
  test.each([
    [{ '/a': 'read', '/a/': 'write' } as const, 'write'],
    [{ '/a': 'write', '/a/': 'deny' } as const, 'deny'],
    [{ '/a/**': 'write', '/a': 'read' } as const, 'write'],
  ])('%j gives %s', (table, access) => {
    expect(policyOf(table).rules.map((rule) => [rule.path, rule.access])).toEqual([['/a', access]])
  })

  test('without regard to case where the platform has none', () => {
    const policy = policyOf({ '/Users/me/A': 'write', '/users/me/a': 'deny' }, {}, { platform: 'darwin' })
    expect(policy.rules).toMatchObject([{ path: '/users/me/a', access: 'deny' }])
  })
})

describe('globs', () => {
  test.each([['/**/x'], ['/*'], ['/etc*/x']])('%s has no base and is refused by name', (key) => {
    expect(() => policyOf({ [key]: 'deny' })).toThrow(
      expect.objectContaining({
        code: 'GLOB_WITHOUT_BASE',
        message: expect.stringContaining(JSON.stringify(key)),
      }),
    )
  })

  test('a workspace root that is the root of the disk gives globs no base', () => {
    expect(() => policyOf({ ':workspace_roots': { '**/*.env': 'deny' } }, {}, { cwd: '/' })).toThrow(
      expect.objectContaining({ code: 'GLOB_WITHOUT_BASE' }),
    )
  })

  test('they cannot grant, except for a trailing /**', () => {
    expect(() => policyOf({ '/a/*': 'read' })).toThrow(expect.objectContaining({ code: 'GLOB_GRANTS' }))
    expect(() => policyOf({ '/a/[z-a]': 'deny' })).toThrow(expect.objectContaining({ code: 'GLOB_INVALID' }))
  })

  test('a home glob and a Windows glob', () => {
    expect(policyOf({ '~/**/*.pem': 'deny' }).globs).toMatchObject([
      { pattern: '/home/me/**/*.pem', base: '/home/me' },
    ])
    expect(policyOf({ 'C:\\keys\\**\\*.pem': 'deny' }, {}, { platform: 'win32' }).globs).toMatchObject([
      { pattern: 'C:/keys/**/*.pem', base: 'C:\\keys' },
    ])
  })
})

describe('links', () => {
  test('a top-level alias is spelled away everywhere', () => {
    const tree = { '/tmp': link('private/tmp'), '/private/tmp': directory, '/private/tmp/w': directory }
    const policy = policyOf({ '/tmp/w': { '.': 'write', '*.env': 'deny' } }, tree, {
      platform: 'darwin',
      cwd: '/tmp/w',
    })
    expect(policy.aliases).toEqual([{ from: '/tmp', to: '/private/tmp' }])
    expect(policy.workspaceRoots).toEqual(['/private/tmp/w'])
    expect(policy.rules.map((rule) => rule.path)).toEqual(['/private/tmp/w'])
    expect(policy.globs.map((glob) => glob.pattern)).toEqual(['/private/tmp/w/*.env'])
  })

  test('a deny through a link denies both places', () => {
    const policy = policyOf(
      { ':root': 'read', '/home/me/link/secret': 'deny' },
      { '/home/me/link': link('../../data'), '/data/secret': 'x' },
    )
    expect(policy.deniedPaths.map((rule) => rule.path)).toEqual(['/data/secret', '/home/me/link/secret'])
  })

  test('a writable root through a link is granted where it leads, with the rules below it', () => {
    const policy = policyOf(
      { ':root': 'read', '/home/me/link': { '.': 'write', docs: 'read', '*.env': 'deny' } },
      { '/home/me/link': link('/data/project'), '/data/project': directory },
    )
    for (const place of ['/home/me/link', '/data/project']) {
      expect(decide(policy, `${place}/a`).access).toBe('write')
      expect(decide(policy, `${place}/docs/a`).access).toBe('read')
      expect(decide(policy, `${place}/.git/a`).because).toBe('protected')
      expect(decide(policy, `${place}/x.env`).because).toBe('glob')
    }
    expect(policy.writableRoots.map((root) => root.path)).toEqual(['/data/project', '/home/me/link'])
  })

  describe('that the command could have planted', () => {
    const home = { '/home/me/.config': directory }

    test('a write rule through it is left out with a warning', () => {
      const policy = policyOf(
        { ':root': 'read', '/repo': { '.': 'write', cache: 'write' } },
        { ...home, '/repo/cache': link('/home/me/.config') },
      )
      expect(decide(policy, '/home/me/.config/x').access).toBe('read')
      expect(policy.rules.map((rule) => rule.path)).toEqual(['/', '/repo'])
      expect(policy.warnings).toMatchObject([{ code: 'WRITE_THROUGH_WRITABLE_LINK' }])
    })

    test('it cannot open protected metadata', () => {
      const policy = policyOf(
        { '/repo': { '.': 'write', cache: 'write' } },
        { '/repo/cache': link('.git'), '/repo/.git': directory },
      )
      expect(decide(policy, '/repo/.git/config').because).toBe('protected')
      expect(policy.warnings).toEqual([])
    })

    test('a read rule through it that would open a closed place is refused', () => {
      const tree = { ...home, '/repo/data': link('/home/me/.config') }
      const rules = { '.': 'write', data: 'read' } as const
      for (const table of [{ '/repo': rules }, { '/repo': rules, ':home': 'deny' as const }]) {
        expect(() => policyOf(table, tree)).toThrow(
          expect.objectContaining({ code: 'READ_THROUGH_WRITABLE_LINK' }),
        )
      }
      expect(policyOf({ '/repo': rules, '/home/me/.config': 'read' }, tree).warnings).toEqual([])
      const denied = policyOf({ '/repo': rules, '/home/me/.config': 'deny' }, tree)
      expect(decide(denied, '/home/me/.config/x').access).toBe('deny')
    })

    test('a listed socket through it is refused', () => {
      const listed = (path: string, tree: Parameters<typeof policyOf>[1]) =>
        policyOf(
          { ':root': 'read', '/repo': 'write' },
          { ...home, ...tree },
          {},
          { egress: { ...profileOf({}).egress, unixSockets: { [path]: 'allow' } } },
        )
      const refused = expect.objectContaining({ code: 'SOCKET_THROUGH_WRITABLE_LINK' })
      expect(() => listed('/repo/app.sock', { '/repo/app.sock': link('/run/bus') })).toThrow(refused)
      expect(() =>
        listed('/home/me/app.sock', {
          '/home/me/app.sock': link('/repo/run'),
          '/repo/run': link('/run/bus'),
        }),
      ).toThrow(refused)
      expect(listed('/home/me/app.sock', { '/home/me/app.sock': link('/run/bus') }).warnings).toEqual([])
      expect(
        listed('/repo/.git/app.sock', { '/repo/.git': directory, '/repo/.git/app.sock': link('/run/bus') })
          .warnings,
      ).toEqual([])
    })

    test('a read rule through it that narrows is followed', () => {
      const policy = policyOf({ '/repo': { '.': 'write', data: 'read' } }, { '/repo/data': link('real') })
      expect(decide(policy, '/repo/real/x').access).toBe('read')
    })

    test('a read of what :minimal shows is no grant', () => {
      const tree = { '/repo/tool': link('/usr/bin/tool'), '/usr/bin/tool': 'x' }
      const policy = policyOf({ ':minimal': 'read', '/repo': { '.': 'write', tool: 'read' } }, tree)
      expect(decide(policy, '/usr/bin/tool').access).toBe('read')
    })
  })

  test('a link behind a trusted link is looked at as well', () => {
    const policy = policyOf(
      { ':root': 'read', '/repo': 'write', '/opt/out': 'write' },
      { '/opt/out': link('/repo/out'), '/repo/out': link('/etc'), '/etc': directory },
    )
    expect(decide(policy, '/etc/passwd').access).toBe('read')
  })

  test('a dangling link and a circle are judged by what they name', () => {
    const policy = policyOf(
      { ':root': 'read', '/a/dangling': 'deny', '/a/circle/x': 'deny' },
      { '/a/dangling': link('/b/later'), '/a/circle': link('circle') },
    )
    expect(policy.deniedPaths.map((rule) => rule.path)).toEqual(['/a/dangling', '/b/later', '/a/circle/x'])
  })

  test('a protected name that is a link protects its target too', () => {
    const policy = policyOf(
      { '/repo': 'write' },
      { '/repo/.codex': link('settings'), '/repo/settings': directory },
    )
    expect(decide(policy, '/repo/.codex').access).toBe('read')
    expect(decide(policy, '/repo/settings/x').because).toBe('protected')
  })
})

describe('writable roots', () => {
  test('each knows what stays closed below it', () => {
    const policy = policyOf(
      {
        ':root': 'read',
        '/repo': { '.': 'write', docs: 'read', 'docs/gen': 'write', 'docs/gen/x/y': 'read', 'a/b': 'read' },
      },
      { '/repo/docs/gen': directory },
    )
    const protectedOf = (root: string) =>
      ['.agents', '.codex', '.git', 'sandbox.toml'].map((name) => ({ path: `${root}/${name}`, kind: 'name' }))
    expect(policy.writableRoots).toEqual([
      {
        path: '/repo',
        exists: true,
        readOnlySubpaths: ['/repo/docs', '/repo/a/b'],
        protectedPaths: protectedOf('/repo'),
      },
      {
        path: '/repo/docs/gen',
        exists: true,
        readOnlySubpaths: ['/repo/docs/gen/x/y'],
        protectedPaths: protectedOf('/repo/docs/gen'),
      },
    ])
  })

  test('a missing one is told and kept apart', () => {
    const policy = policyOf({ '/repo': 'write', '/srv/out': 'write' })
    expect(policy.writableRoots.map((root) => [root.path, root.exists])).toEqual([
      ['/repo', true],
      ['/srv/out', false],
    ])
    expect(policy.warnings).toMatchObject([
      { code: 'WRITABLE_ROOT_MISSING', message: expect.stringContaining('/srv/out') },
    ])
  })

  test('the root around a missing one protects its metadata as well', () => {
    const policy = policyOf({ '/repo': 'write', '/repo/new': 'write' })
    expect(policy.writableRoots[0]?.protectedPaths.map((each) => each.path)).toContain('/repo/new/.git')
  })

  test('one that a glob denies is none', () => {
    expect(policyOf({ '/repo/**': 'deny', '/repo/a': 'write' }).writableRoots).toEqual([])
  })
})

describe('whole-disk answers', () => {
  test.each([
    [{ ':root': 'read' } as const, true, false],
    [{ ':root': 'write' } as const, true, true],
    [{ ':root': 'write', '/a': 'read' } as const, true, false],
    [{ ':root': 'write', '/a': 'deny' } as const, false, false],
    [{ ':root': 'read', '/a/*': 'deny' } as const, false, false],
    [{ ':root': 'write', '/repo': 'write' } as const, true, false],
    [{ ':root': 'write', '/': 'deny' } as const, false, false],
    [{ '/usr': 'read' } as const, false, false],
  ])('%j reads all: %s, writes all: %s', (table, reads, writes) => {
    const policy = policyOf(table)
    expect([policy.fullDiskRead, policy.fullDiskWrite]).toEqual([reads, writes])
  })

  test('readable roots are the topmost, and those reopened below a deny', () => {
    const policy = policyOf({
      '/a': 'read',
      '/a/b': 'write',
      '/a/c': 'deny',
      '/a/c/d': 'read',
      ':minimal': 'read',
    })
    expect(policy.readableRoots).toEqual(['/a', '/a/c/d'])
    expect(policy.needsPlatformDefaults).toBe(true)
    expect(policyOf({ ':root': 'read' }).readableRoots).toEqual([])
  })

  test('a denied root of the disk is not a denied path', () => {
    expect(policyOf({ ':root': 'deny', '/a': 'deny' }).deniedPaths.map((rule) => rule.path)).toEqual(['/a'])
  })
})

test('the built-in workspace rules in a common session', () => {
  const policy = resolve(profileOf({}, { rules: workspaceRules }), contextOf({}, { tmpdir: '/tmp' }))
  expect(policy.writableRoots.map((root) => root.path)).toEqual(['/repo', '/tmp'])
  expect(policy.fullDiskRead).toBe(true)
  expect(policy.warnings).toEqual([])
  expect(rulesOf({ ':root': 'read' })[0]?.source.profile).toBe('dev')
})

describe('paths of ours', () => {
  const own = '/home/u/.config/sandbox'
  const decided = (rules: Parameters<typeof policyOf>[0], path: string) => {
    const policy = resolve(
      profileOf(rules),
      contextOf({ '/home/u/.config': directory }, { protectedPaths: [own] }),
    )
    return decide(policy, path).access
  }

  test('stay closed in a writable home, present or missing', () => {
    expect(decided({ '/home/u': 'write' }, own)).toBe('read')
    expect(decided({ '/home/u': 'write' }, `${own}/trust.json`)).toBe('read')
    expect(decided({ '/home/u': 'write' }, '/home/u/.config/other')).toBe('write')
  })

  test('are opened by no rule: one at or below them is an error that names it', () => {
    expect(decided({ '/home/u/.config': 'write' }, own)).toBe('read')
    for (const path of [own, `${own}/trust.json`]) {
      expect(() => decided({ [path]: 'write' }, own)).toThrowError(
        expect.objectContaining({ code: 'OWN_PATH_WRITABLE', message: expect.stringContaining(path) }),
      )
    }
  })

  test('gain nothing where nothing is granted', () => {
    expect(decided({ '/usr': 'read' }, own)).toBe('deny')
  })
})

test('a sandbox.json is protected where it exists', () => {
  const policy = policyOf({ '/repo': 'write' }, { '/repo/sandbox.json': '{}' })
  expect(decide(policy, '/repo/sandbox.json').access).toBe('read')
  expect(decide(policyOf({ '/repo': 'write' }), '/repo/sandbox.json').access).toBe('write')
})
