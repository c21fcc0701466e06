import { describe, expect, test } from 'vitest'
import { buildEnvironment, nameMatches } from './environment.js'
import type { EnvironmentPolicy } from './profile.js'

const POLICY: EnvironmentPolicy = { inherit: 'all', keep: [], exclude: [], set: {} }

const build = (
  policy: Partial<EnvironmentPolicy>,
  source: Record<string, string | undefined>,
  platform: 'linux' | 'darwin' | 'win32' = 'linux',
) => buildEnvironment({ ...POLICY, ...policy }, source, platform)

describe('the environment of a command', () => {
  test('has no variable whose name looks like a secret, and says so', () => {
    const source = {
      PATH: '/bin',
      AWS_SECRET_ACCESS_KEY: 'x',
      npm_token: 'x',
      DB_PASSWORD: 'x',
      GOOGLE_APPLICATION_CREDENTIALS: 'x',
      API_KEY: 'x',
    }
    expect(build({}, source)).toEqual({
      environment: { PATH: '/bin' },
      dropped: [
        { name: 'API_KEY', because: 'secret *KEY*' },
        { name: 'AWS_SECRET_ACCESS_KEY', because: 'secret *KEY*' },
        { name: 'DB_PASSWORD', because: 'secret *PASSWORD*' },
        { name: 'GOOGLE_APPLICATION_CREDENTIALS', because: 'secret *CREDENTIAL*' },
        { name: 'npm_token', because: 'secret *TOKEN*' },
      ],
    })
  })

  test('has the socket of the SSH agent: that name is no secret', () => {
    expect(build({}, { SSH_AUTH_SOCK: '/run/agent' }).environment).toEqual({ SSH_AUTH_SOCK: '/run/agent' })
  })

  test('has a secret that keep lists, unless exclude drops it', () => {
    const source = { NPM_TOKEN: 'a', CI_TOKEN: 'b' }
    const built = build({ keep: ['*_token'], exclude: ['CI_*'] }, source)
    expect(built.environment).toEqual({ NPM_TOKEN: 'a' })
    expect(built.dropped).toEqual([{ name: 'CI_TOKEN', because: 'exclude CI_*' }])
  })

  test('has what set gives, also for a dropped name', () => {
    const built = build({ set: { MY_KEY: 'given', NEW: '1' } }, { MY_KEY: 'inherited' })
    expect(built).toEqual({ environment: { MY_KEY: 'given', NEW: '1' }, dropped: [] })
  })

  test('has at the end only what only lists, also of what was set', () => {
    const built = build({ set: { A: '1', B: '2' }, only: ['A', 'P*'] }, { PATH: '/bin', HOME: '/root' })
    expect(built.environment).toEqual({ A: '1', PATH: '/bin' })
    expect(built.dropped).toEqual([
      { name: 'B', because: 'only' },
      { name: 'HOME', because: 'only' },
    ])
  })

  test('inherits nothing, or a short list, when asked', () => {
    const source = { PATH: '/bin', HOME: '/root', EDITOR: 'vi' }
    expect(build({ inherit: 'none' }, source).environment).toEqual({})
    expect(build({ inherit: 'core' }, source).environment).toEqual({ HOME: '/root', PATH: '/bin' })
    expect(build({ inherit: 'core' }, { Path: 'C:\\', SystemRoot: 'C:\\' }, 'win32').environment).toEqual({
      Path: 'C:\\',
      SystemRoot: 'C:\\',
    })
  })

  test('holds one variable where names differ in letter case only, on Windows', () => {
    expect(build({ set: { PATH: 'new' } }, { Path: 'old' }, 'win32').environment).toEqual({ PATH: 'new' })
    expect(build({ set: { PATH: 'new' } }, { Path: 'old' }, 'linux').environment).toEqual({
      PATH: 'new',
      Path: 'old',
    })
  })

  test('leaves out what has no value', () => {
    expect(build({}, { A: undefined, B: '' }).environment).toEqual({ B: '' })
  })
})

describe('a name pattern', () => {
  test.each([
    ['*', '', true],
    ['A*', 'abc', true],
    ['*_TOKEN', 'npm_token', true],
    ['*_TOKEN', '_TOKEN', true],
    ['*_TOKEN', 'TOKEN', false],
    ['A?C', 'abc', true],
    ['A?C', 'ac', false],
    ['*A*B*', 'xxaxxbxx', true],
    ['*A*B*', 'xxbxxaxx', false],
    ['A.C', 'ABC', false],
    ['PROGRAMFILES(X86)', 'ProgramFiles(x86)', true],
  ])('%s matches %s: %s', (pattern, text, expected) => {
    expect(nameMatches(pattern, text)).toBe(expected)
  })

  test('of many stars answers for a long name', () => {
    expect(nameMatches('*A'.repeat(100), `${'A'.repeat(10_000)}B`)).toBe(false)
  })
})
