import { describe, expect, test } from 'vitest'
import { egressOf, sessionOf } from '../test/support/policies.js'
import { READINGS } from './guarantees.js'
import { type LaunchInput, planLaunch, planToken } from './plan.js'

type Rest = Parameters<typeof sessionOf>[1]

const WORKSPACE = { ':root': 'read', 'C:\\ws': 'write' } as const

function tokenFor(rules: Parameters<typeof sessionOf>[0], rest?: Rest) {
  const { policy, facts } = sessionOf(rules, rest)
  return planToken(policy, facts)
}

describe('what is on the disk', () => {
  test('protected names are closed where they are, and occupied where they are missing', () => {
    const [grant] = tokenFor(WORKSPACE, { names: ['C:\\ws\\.git\\config'] }).grants
    expect(grant).toEqual({
      root: 'C:\\ws',
      closed: [
        { path: 'C:\\ws\\.git' },
        { path: 'C:\\ws\\.codex', placeholder: true },
        { path: 'C:\\ws\\.agents', placeholder: true },
        { path: 'C:\\ws\\sandbox.toml', placeholder: true },
      ],
      kept: [],
    })
  })

  test('directories on the way to a closed path keep their names', () => {
    const names = ['C:\\ws\\a\\b\\c\\']
    const [grant] = tokenFor(
      { ...WORKSPACE, 'C:\\ws\\a\\b\\c': 'read' },
      { names, protectedNames: [] },
    ).grants
    expect(grant?.kept).toEqual(['C:\\ws\\a', 'C:\\ws\\a\\b'])
  })

  test('of a missing way the first missing directory is occupied, once', () => {
    const rules = { ...WORKSPACE, 'C:\\ws\\a\\b\\c': 'read', 'C:\\ws\\a\\b\\d': 'read' } as const
    const [grant] = tokenFor(rules, { names: ['C:\\ws\\a\\'], protectedNames: [] }).grants
    expect(grant?.closed).toContainEqual({ path: 'C:\\ws\\a\\b', placeholder: true })
    expect(grant?.kept).toEqual(['C:\\ws\\a'])
  })

  test('a file where a directory would have to be is closed, so that it is not replaced by one', () => {
    const [grant] = tokenFor({ ...WORKSPACE, 'C:\\ws\\a\\b': 'read' }, { names: ['C:\\ws\\a'] }).grants
    expect(grant?.closed).toContainEqual({ path: 'C:\\ws\\a' })
  })

  test('a root inside of a root is no root of its own, and its protected names are closed in the outer one', () => {
    const token = tokenFor({ ...WORKSPACE, 'C:\\ws\\sub': 'write' }, { names: ['C:\\ws\\sub\\.git\\'] })
    expect(token.grants.map(({ root }) => root)).toEqual(['C:\\ws'])
    expect(token.grants[0]?.closed).toContainEqual({ path: 'C:\\ws\\sub\\.git' })
    expect(token.grants[0]?.kept).toEqual(['C:\\ws\\sub'])
  })

  test('a root that is missing is left out', () => {
    expect(tokenFor({ ...WORKSPACE, 'D:\\none': 'write' }).grants.map(({ root }) => root)).toEqual(['C:\\ws'])
  })
})

describe('what is promised', () => {
  const gapsUnder = (coveredRights: number | undefined) => {
    const { policy, facts } = sessionOf(WORKSPACE, { facts: { coveredRights } })
    return planToken(policy, facts, { strict: false }).gaps.map(({ name }) => name)
  }

  test('depends on what the kernel covers', () => {
    expect(gapsUnder(READINGS['generic-write'])).toEqual([
      'permissions',
      'removal',
      'removal-by-directory',
      'moved',
      'open-to-all',
      'desktop',
    ])
    expect(gapsUnder(READINGS['generic-write-and-standard'])).toEqual([
      'removal-by-directory',
      'moved',
      'open-to-all',
      'desktop',
    ])
    expect(gapsUnder(READINGS['all-but-read'])).toEqual(['moved', 'open-to-all', 'desktop'])
  })

  test('is the least when nobody asked the kernel', () => {
    expect(gapsUnder(undefined)).toEqual(gapsUnder(READINGS['generic-write']))
  })
})

describe('a launch', () => {
  function launch(rest: Rest = {}, input: Partial<LaunchInput> = {}) {
    const { policy, facts } = sessionOf(WORKSPACE, rest)
    return planLaunch({
      policy,
      token: planToken(policy, facts, { strict: false, proxyPort: 8080 }),
      sids: ['S-1-5-21-1-2-3-4'],
      command: {
        program: 'node',
        args: ['a b'],
        cwd: 'C:\\ws',
        environment: { Path: 'C:\\bin' },
        terminal: false,
      },
      application: 'C:\\bin\\node.exe',
      helper: facts.helper,
      denyBin: 'C:\\deny',
      parent: 7,
      ...input,
    })
  }

  test('starts the helper with everything in the spec and nothing in its arguments', () => {
    const plan = launch()
    expect(plan).toMatchObject({
      file: 'C:\\Program Files\\sandbox\\sandbox-token.exe',
      args: ['run'],
      environment: {},
    })
    expect(plan.cwd).toBe('C:\\Program Files\\sandbox')
    expect(plan.spec).toMatchObject({
      application: 'C:\\bin\\node.exe',
      commandLine: '"node" "a b"',
      directory: 'C:\\ws',
      capabilities: ['S-1-5-21-1-2-3-4'],
      parent: 7,
    })
    expect(
      Buffer.from(plan.inherited.flatMap((file) => ('content' in file ? [...file.content] : []))).toString(
        'utf16le',
      ),
    ).toContain('sandbox-token 1\0')
  })

  test('tells the limits to the job', () => {
    expect(launch({ limits: { memory: 4096, processes: 9, timeout: 1 } }).spec).toMatchObject({
      memory: 4096,
      processes: 9,
    })
  })

  test('tells programs what they are in', () => {
    expect(launch().spec.environment).toEqual({
      Path: 'C:\\bin',
      SANDBOX: 'windows-token',
      SANDBOX_NETWORK: 'full',
    })
    const none = launch({ egress: egressOf({ mode: 'none' }) }).spec.environment
    expect(none).toMatchObject({ CODEX_SANDBOX_NETWORK_DISABLED: '1', PATH: 'C:\\deny;C:\\bin' })
  })

  test('does not claim what it does not do', () => {
    const levels = (rest: Rest) =>
      Object.fromEntries(launch(rest).enforcement.parts.map(({ mechanism, level }) => [mechanism, level]))
    expect(levels({})).toMatchObject({ 'files-write': 'partial', 'files-read': 'none', network: 'partial' })
    expect(levels({})).toMatchObject({ desktop: 'partial', processes: 'none', handles: 'full' })
    const missing = (name: string) =>
      launch().enforcement.parts.find(({ mechanism }) => mechanism === name)?.missing
    expect(missing('desktop')).toContain('can open yours')
    expect(missing('files-write')).not.toContain('desktop')
    expect(levels({ egress: egressOf({ mode: 'none' }) })).toMatchObject({ network: 'none' })
    for (const part of launch().enforcement.parts) {
      if (part.level !== 'full') expect(part.missing).toMatch(/\w/)
    }
  })

  test('of a program that is nowhere has no application, so that Windows does not search for it', () => {
    expect(launch({}, { application: undefined }).spec.application).toBe('')
  })

  test('can be looked at without the environment', () => {
    expect(JSON.stringify(launch().details)).not.toContain('C:\\\\bin;')
    expect(launch().details.writableRoots).toEqual([
      expect.objectContaining({ root: 'C:\\ws', sid: 'S-1-5-21-1-2-3-4' }),
    ])
  })
})
