import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Home, makeHome } from '../test/support/home.js'
import { refusal } from '../test/support/refusal.js'
import { decide } from './decide.js'
import type { SandboxError } from './errors.js'
import { type LoadRequest, loadPolicy } from './load.js'
import { resolve } from './resolve.js'
import { trustFile } from './trust.js'

let home: Home
beforeEach(async () => {
  home = await makeHome()
})
afterEach(async () => {
  await home[Symbol.asyncDispose]()
})

const load = (request: Partial<LoadRequest> = {}) => loadPolicy({ ...home.request, ...request })

const DENIES = `
  default_permissions = "team"
  [permissions.team]
  extends = ":workspace"
  [permissions.team.filesystem.":workspace_roots"]
  secrets = "deny"`

const WIDENS = `${DENIES}
  [permissions.team.network.domains]
  "registry.example.org" = "allow"`

describe('without a project file', () => {
  test('and without any configuration the profile is :workspace', async () => {
    const loaded = await load()
    expect(loaded).toMatchObject({
      files: [],
      warnings: [],
      profile: { name: ':workspace', chain: [':workspace'] },
    })
    expect(loaded.managed).toBeUndefined()
  })

  test('the default of the user counts, and a named profile more', async () => {
    await home.write(
      home.userFile,
      'default_permissions = ":read-only"\n[permissions.dev]\nextends = ":workspace"',
    )
    expect((await load()).profile.name).toBe(':read-only')
    expect((await load({ profile: 'dev' })).profile.chain).toEqual(['dev', ':workspace'])
  })

  test('an unknown profile is refused with the nearest name', async () => {
    await home.write(home.userFile, '[permissions.develop]')
    const error = await refusal(() => load({ profile: 'devlop' }))
    expect(error).toMatchObject({ code: 'POLICY_UNKNOWN_PROFILE', hint: 'Did you mean develop?' })
    expect(error.message).toContain(home.userFile)
  })

  test("a named file comes first and still finds parents in the user's file", async () => {
    await home.write(home.userFile, '[permissions.base.filesystem]\n"/a" = "read"')
    await home.write(`${home.root}/mine.toml`, 'default_permissions = "x"\n[permissions.x]\nextends = "base"')
    const loaded = await load({ policyFile: '../../mine.toml' })
    expect(loaded.profile.chain).toEqual(['x', 'base'])
    expect(loaded.files).toEqual([`${home.root}/mine.toml`, home.userFile])
  })

  test('an inline profile may extend a profile of the user', async () => {
    await home.write(home.userFile, '[permissions.base.filesystem]\n"/a" = "read"')
    const { profile } = await load({ profile: { extends: 'base', filesystem: { '/b': 'write' } } })
    expect(profile.rules.map((rule) => rule.key)).toEqual(['/a', '/b'])
  })

  test('a profile hidden by one of the same name is told', async () => {
    await home.write(home.userFile, '[permissions.x]')
    await home.write(`${home.root}/mine.toml`, '[permissions.x]')
    const loaded = await load({ policyFile: `${home.root}/mine.toml`, profile: 'x' })
    expect(loaded.warnings).toMatchObject([{ code: 'PROFILE_SHADOWED' }])
  })
})

describe('options', () => {
  test("add rules relative to the working directory and replace the profile's own", async () => {
    const { profile } = await load({
      extraRules: [
        { path: 'out', access: 'write', option: '--write' },
        { path: '**/*.env', access: 'deny', option: '--deny' },
        { path: ':tmpdir', access: 'deny', option: '--deny' },
        { path: '~/data/**', access: 'read', option: '--read' },
      ],
    })
    const { cwd } = home.request
    expect(
      profile.rules.filter((rule) => rule.source.file === undefined && rule.source.profile === undefined),
    ).toEqual([
      { key: ':tmpdir', subpath: '.', access: 'deny', source: { keyPath: '--deny' } },
      { key: `${cwd}/out`, subpath: '.', access: 'write', source: { keyPath: '--write' } },
      { key: `${cwd}/**/*.env`, subpath: '.', access: 'deny', source: { keyPath: '--deny' } },
      { key: '~/data', subpath: '.', access: 'read', source: { keyPath: '--read' } },
    ])
  })

  test('deny by a glob that means only itself where the working directory has brackets', async () => {
    const cwd = `${home.root}/[id]`
    const extraRules = [{ path: '*.env', access: 'deny', option: '--deny' }] as const
    const { profile } = await load({ cwd, extraRules })
    expect(profile.rules.at(-1)?.key).toBe(`${home.root}/[[]id]/*.env`)
  })

  test('add domains, variables and limits', async () => {
    const { profile } = await load({
      network: { domains: { 'A.example:443': 'allow' } },
      variables: { set: { CI: '1' } },
      limits: { timeout: '3s' },
    })
    expect(profile).toMatchObject({
      egress: {
        mode: 'proxy',
        domains: [
          { host: 'a.example', source: { keyPath: '--allow-domain or --deny-domain A.example:443' } },
        ],
      },
      environment: { set: { CI: '1' } },
      limits: { timeout: 3000 },
    })
  })

  test('are refused by name when they are wrong', async () => {
    const rule = { path: 'src/*.ts', access: 'write', option: '--write' } as const
    const error = await refusal(() => load({ extraRules: [rule] }))
    expect(error).toMatchObject({
      code: 'POLICY_GLOB_NOT_DENY',
      message: '--write: a glob can only deny, not write.',
    })
    const limit = await refusal(() => load({ limits: { memory: '4 elephants' } }))
    expect(limit.message).toBe('--memory: "4 elephants" is not a size.')
  })

  test('are refused when their path is empty, as an unset variable makes it', async () => {
    const rule = { path: '', access: 'write', option: '--write' } as const
    expect(await refusal(() => load({ extraRules: [rule] }))).toMatchObject({ code: 'POLICY_BAD_PATH' })
  })

  test('are refused where there is no sandbox to enforce them', async () => {
    const profile = ':danger-full-access'
    const rule = { path: 'x', access: 'deny', option: '--deny' } as const
    expect((await load({ profile })).profile.unrestricted).toBe(true)
    expect(await refusal(() => load({ profile, extraRules: [rule] }))).toMatchObject({
      code: 'POLICY_OPTION_IGNORED',
    })
    const network = { mode: 'none' } as const
    expect(await refusal(() => load({ profile, network }))).toMatchObject({ code: 'POLICY_OPTION_IGNORED' })
  })
})

describe('a project file nobody trusts', () => {
  test('may make the default stricter', async () => {
    await home.write(home.projectFile, DENIES)
    const loaded = await load()
    expect(loaded.profile.chain).toEqual(['team', ':workspace'])
    expect(loaded.files).toEqual([home.projectFile])
    expect(loaded.profile.rules.some((rule) => rule.subpath === 'secrets' && rule.access === 'deny')).toBe(
      true,
    )
  })

  test('is refused by the rule that would allow more', async () => {
    await home.write(home.projectFile, WIDENS)
    const error = await refusal(() => load())
    expect(error.code).toBe('POLICY_PROJECT_WIDENS')
    expect(error.message).toContain(home.projectFile)
    expect(error.message).toContain('network')
    expect(error.hint).toContain('sandbox trust')
    expect(error.hint).toContain('--policy')
  })

  test.each([
    ['a path', '[permissions.team.filesystem]\n"/etc" = "write"', 'filesystem."/etc"'],
    [
      'a workspace root',
      '[permissions.team]\nextends = ":workspace"\nworkspace_roots = { "/opt" = true }',
      '/opt',
    ],
    [
      'fewer protected names',
      '[permissions.team]\nextends = ":workspace"\nfilesystem = { protected_names = [] }',
      '.agents',
    ],
    [
      'a variable',
      '[permissions.team]\nextends = ":workspace"\nenvironment = { keep = ["AWS_*"] }',
      'environment.keep',
    ],
    [
      'another launcher',
      '[permissions.team]\nextends = ":workspace"\n[linux]\nlauncher = "/tmp/bwrap"',
      '[linux]',
    ],
    ['no sandbox', '', 'without a sandbox'],
  ])('may not add %s', async (_what, text, names) => {
    const name = text === '' ? ':danger-full-access' : 'team'
    await home.write(home.projectFile, `default_permissions = "${name}"\n${text}`)
    const error = await refusal(() => load())
    expect(error.code).toBe('POLICY_PROJECT_WIDENS')
    expect(error.message).toContain(names)
  })

  test('keeps the denials of the user beside its own', async () => {
    await home.write(
      home.userFile,
      'default_permissions = "mine"\n[permissions.mine]\nextends = ":workspace"\nfilesystem = { "~/.ssh" = "deny" }',
    )
    await home.write(home.projectFile, DENIES)
    const { profile } = await load()
    const denied = profile.rules
      .filter((rule) => rule.access === 'deny')
      .map((rule) => rule.key + rule.subpath)
    expect(denied.sort()).toEqual([':workspace_rootssecrets', '~/.ssh.'])
    expect(profile.chain).toEqual(['team', 'mine', ':workspace'])
  })

  test("is refused when it asks for a narrower base than the user's denials leave", async () => {
    await home.write(
      home.userFile,
      'default_permissions = "mine"\n[permissions.mine]\nextends = ":workspace"\nfilesystem = { "~/.ssh" = "deny" }',
    )
    await home.write(home.projectFile, 'default_permissions = ":read-only"')
    expect(await refusal(() => load())).toMatchObject({ code: 'POLICY_PROJECT_WIDENS' })
  })

  test('has no say when a profile is named that others have', async () => {
    await home.write(home.projectFile, WIDENS)
    expect((await load({ profile: ':read-only' })).files).toEqual([])
    expect((await load({ profile: { extends: ':read-only' } })).profile.name).toBe('inline')
  })

  test('is held against the default when only it has the named profile', async () => {
    await home.write(home.projectFile, WIDENS)
    expect(await refusal(() => load({ profile: 'team' }))).toMatchObject({ code: 'POLICY_PROJECT_WIDENS' })
  })

  test('has no say without a default of its own', async () => {
    await home.write(home.projectFile, '[permissions.wide.filesystem]\n"/" = "write"')
    expect((await load()).profile.name).toBe(':workspace')
  })

  test('counts in full after it was trusted, until it changes', async () => {
    await home.write(home.projectFile, WIDENS)
    await trustFile(home.projectFile, home.request)
    expect((await load()).profile.egress.mode).toBe('proxy')
    await home.write(home.projectFile, `${WIDENS}\n"evil.example" = "allow"`)
    expect(await refusal(() => load())).toMatchObject({ code: 'POLICY_PROJECT_WIDENS' })
  })

  test('counts in full when it is named', async () => {
    await home.write(home.projectFile, WIDENS)
    expect((await load({ policyFile: home.projectFile })).profile.name).toBe('team')
  })

  test('stops the run when it cannot be understood', async () => {
    await home.write(home.projectFile, 'default_permisions = 1')
    expect(await refusal(() => load())).toMatchObject({ code: 'POLICY_UNKNOWN_KEY' })
  })
})

describe('what a command could plant for the next run', () => {
  test('a nearer file that nobody trusts does not hide the project file above it', async () => {
    await home.write(home.projectFile, DENIES)
    await home.write(join(home.request.cwd, 'sandbox.toml'), 'schema_version = 1')
    expect(await refusal(() => load())).toMatchObject({
      code: 'POLICY_PROJECT_HIDES',
      message: expect.stringContaining(home.projectFile),
    })
  })

  test("a project file does not open the user's own configuration, however wide the user's policy is", async () => {
    const own = dirname(home.userFile)
    await home.write(
      home.userFile,
      `default_permissions = "wide"\n[permissions.wide.filesystem]\n":root" = "write"`,
    )
    const opening = `[permissions.wide]\nextends = ":workspace"\n[permissions.wide.filesystem]\n"${own}" = "write"`
    await home.write(home.projectFile, opening)
    const opened = async () => {
      const { profile } = await load()
      const { cwd, home: directory, platform } = home.request
      return resolve(profile, { cwd, home: directory, platform, protectedPaths: [own] })
    }
    const answer = await opened().then(
      (policy) => decide(policy, join(own, 'trust.json')).access,
      (error: SandboxError) => error.code,
    )
    expect(answer).toMatch(/^(read|OWN_PATH_WRITABLE|POLICY_PROJECT_WIDENS)$/)
  })
})
