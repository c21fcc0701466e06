import { describe, expect, test } from 'vitest'
import { policyOf } from '../test/support/profiles.js'
import { compileDecider, decide } from './decide.js'

const nested = policyOf({
  '/repo': 'write',
  '/repo/docs': 'read',
  '/repo/docs/private': 'deny',
  '/repo/docs/private/public': 'write',
})

describe('literal rules', () => {
  test.each([
    ['/repo/src/a.ts', 'write'],
    ['/repo/docs', 'read'],
    ['/repo/docs/x/y', 'read'],
    ['/repo/docs/private', 'deny'],
    ['/repo/docs/private/key', 'deny'],
    ['/repo/docs/private/public', 'write'],
    ['/repo/docs/private/public/a', 'write'],
    ['/repo/docs-other', 'write'],
    ['/repository', 'deny'],
    ['/', 'deny'],
  ])('%s is %s', (path, access) => {
    expect(decide(nested, path).access).toBe(access)
  })

  test('the path is judged in its normal form', () => {
    expect(decide(nested, '/repo//src/../docs/./private/')).toMatchObject({
      access: 'deny',
      path: '/repo/docs/private',
    })
  })

  test('no rule means deny', () => {
    expect(decide(nested, '/etc/passwd')).toEqual({ access: 'deny', because: 'no-rule', path: '/etc/passwd' })
  })

  test('the answer carries the rule and where it was written', () => {
    expect(decide(nested, '/repo/docs/x')).toMatchObject({
      because: 'literal',
      rule: { path: '/repo/docs', source: { keyPath: 'permissions.dev.filesystem."/repo/docs"..' } },
    })
  })

  test('a relative path and a NUL are refused by name', () => {
    expect(() => decide(nested, 'repo')).toThrow(expect.objectContaining({ code: 'PATH_NOT_ABSOLUTE' }))
    expect(() => decide(nested, '/repo/a\0b')).toThrow(expect.objectContaining({ code: 'PATH_HAS_NUL' }))
  })
})

describe('deny globs', () => {
  const policy = policyOf({
    '/repo': {
      '.': 'write',
      '**/*.env': 'deny',
      'private/**': 'deny',
      'private/open': 'write',
      'a[': 'read',
    },
  })

  test.each([
    ['/repo/.env', 'deny'],
    ['/repo/app/x.env', 'deny'],
    ['/repo/app/x.env/below/it', 'deny'],
    ['/repo/app/x.envy', 'write'],
    ['/repo/private', 'deny'],
    ['/repo/private/open/a', 'deny'],
    ['/repo/a[', 'read'],
  ])('%s is %s', (path, access) => {
    expect(decide(policy, path).access).toBe(access)
  })

  test('a name that is not UTF-8 is judged by its bytes', () => {
    const path = Buffer.concat([Buffer.from('/repo/'), Buffer.from([0xff, 0xfe]), Buffer.from('.env')])
    expect(decide(policy, path)).toMatchObject({ access: 'deny', because: 'glob' })
  })
})

describe('spellings', () => {
  test('the strictest answer of all spellings counts', () => {
    const answer = decide(nested, '/repo/link', { spellings: ['/repo/docs/private/key'] })
    expect(answer).toMatchObject({ access: 'deny', path: '/repo/docs/private/key' })
  })

  test('a top-level alias is spelled away', () => {
    const policy = policyOf(
      { ':root': 'read', ':slash_tmp': 'write' },
      { '/tmp': { link: 'private/tmp' }, '/private/tmp': 'directory' },
      { platform: 'darwin' },
    )
    expect(decide(policy, '/tmp/x')).toMatchObject({ access: 'write', path: '/private/tmp/x' })
    expect(decide(policy, '/private/tmp/x').access).toBe('write')
  })
})

describe('protected metadata', () => {
  const policy = policyOf({ ':root': 'read', ':workspace_roots': { '.': 'write', '.agents/notes': 'write' } })

  test.each([
    ['/repo/.git', 'read'],
    ['/repo/.git/hooks/pre-commit', 'read'],
    ['/repo/sandbox.toml', 'read'],
    ['/repo/sub/.git', 'write'],
    ['/repo/.gitignore', 'write'],
    ['/repo/.agents', 'read'],
    ['/repo/.agents/notes/a', 'write'],
    ['/repo/.agents/other', 'read'],
  ])('%s is %s', (path, access) => {
    expect(decide(policy, path).access).toBe(access)
  })

  test('a write rule at the very path opens it', () => {
    const open = policyOf({ ':workspace_roots': { '.': 'write', '.git': 'write' } })
    expect(decide(open, '/repo/.git/config')).toMatchObject({ access: 'write', because: 'literal' })
  })

  test('the reason is told', () => {
    expect(decide(policy, '/repo/.git/config').because).toBe('protected')
  })
})

describe('other platforms', () => {
  test('Windows ignores case, separators, trailing dots and streams', () => {
    const policy = policyOf(
      { 'C:\\repo': { '.': 'write', Secrets: 'deny', '**/*.Env': 'deny' } },
      {},
      { platform: 'win32' },
    )
    for (const path of [
      'c:/REPO/secrets',
      'C:\\repo\\SECRETS.',
      'C:\\repo\\secrets::$DATA',
      '\\\\?\\C:\\repo\\Secrets\\a',
    ]) {
      expect(decide(policy, path).access, path).toBe('deny')
    }
    expect(decide(policy, 'C:\\Repo\\a\\B.ENV\\x')).toMatchObject({ access: 'deny', because: 'glob' })
    expect(decide(policy, 'c:\\repo\\x').access).toBe('write')
    expect(decide(policy, 'D:\\repo').access).toBe('deny')
  })

  test('macOS takes both spellings of an accented letter for one name', () => {
    const policy = policyOf(
      { '/Users/me': 'write', '/Users/me/Caf\u00e9': 'deny' },
      {},
      { platform: 'darwin' },
    )
    expect(decide(policy, '/users/ME/cafe\u0301/x').access).toBe('deny')
  })
})

describe(':minimal', () => {
  const policy = policyOf({ ':minimal': 'read', '/usr/share': 'deny' })

  test('adds the platform paths without overriding rules', () => {
    expect(decide(policy, '/usr/bin/ls').access).toBe('read')
    expect(decide(policy, '/usr/share/x').access).toBe('deny')
    expect(decide(policy, '/home/me').access).toBe('deny')
  })

  test('a backend may name its own', () => {
    const decider = compileDecider(policy, { platformDefaults: ['/System'] })
    expect(decider.decide('/System/Library').access).toBe('read')
    expect(decider.decide('/usr/bin').access).toBe('deny')
  })
})

test('an unrestricted profile lets everything be written', () => {
  const policy = policyOf({}, {}, {}, { unrestricted: true })
  expect(decide(policy, '/etc/shadow')).toMatchObject({ access: 'write', because: 'unrestricted' })
})
