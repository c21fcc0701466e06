import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Home, makeHome } from '../test/support/home.js'
import { refusal } from '../test/support/refusal.js'
import { compileDecider } from './decide.js'
import { type LoadRequest, loadPolicy } from './load.js'
import { resolve } from './resolve.js'

let home: Home
beforeEach(async () => {
  home = await makeHome()
})
afterEach(async () => {
  await home[Symbol.asyncDispose]()
})

const limit = (text: string) => home.write(home.managedFile, text)
const load = (request: Partial<LoadRequest> = {}) => loadPolicy({ ...home.request, ...request })

describe("the administrator's file", () => {
  test('changes nothing about a choice within it', async () => {
    await limit('allowed_profiles = [":workspace"]\n[network]\nmode = "proxy"')
    const loaded = await load()
    expect(loaded.profile).toEqual((await load({ managedFile: '/nonexistent' })).profile)
    expect(loaded.managed?.file).toBe(home.managedFile)
  })

  test('denies what a deeper rule cannot reopen', async () => {
    await limit('deny = ["~/.aws", "/srv/keys/*.pem"]')
    const { profile } = await load()
    const decider = compileDecider(
      resolve(profile, { cwd: home.request.cwd, home: home.root, platform: 'linux' }),
    )
    expect(decider.decide(`${home.root}/.aws`).access).toBe('deny')
    expect(decider.decide(`${home.root}/.aws/credentials`).access).toBe('deny')
    expect(decider.decide('/srv/keys/a.pem').access).toBe('deny')
    expect(decider.decide('/usr/bin').access).toBe('read')
  })

  test.each([
    ['at the denied path', '/srv/secret', 'read'],
    ['below the denied path', '/srv/secret/a/b', 'write'],
    ['that a glob denies', '/srv/keys/a.pem', 'read'],
  ] as const)('refuses a rule %s, naming both', async (_where, path, access) => {
    await limit('deny = ["/srv/secret", "/srv/keys/*.pem"]')
    await home.write(
      home.userFile,
      `default_permissions = "x"\n[permissions.x.filesystem]\n"${path}" = "${access}"`,
    )
    const error = await refusal(() => load())
    expect(error.code).toBe('MANAGED_DENY')
    expect(error.message).toContain(`${home.userFile}: permissions.x.filesystem."${path}"`)
    expect(error.message).toContain(`${home.managedFile}: deny[`)
  })

  test('refuses an option that would open a denied path', async () => {
    await limit('deny = ["/srv/secret"]')
    const rule = { path: '/srv/secret/x', access: 'read', option: '--read' } as const
    const error = await refusal(() => load({ extraRules: [rule] }))
    expect(error.message).toContain('--read would open /srv/secret/x')
  })

  test('refuses a profile it does not list', async () => {
    await limit('allowed_profiles = [":read-only"]')
    const error = await refusal(() => load())
    expect(error).toMatchObject({ code: 'MANAGED_PROFILE' })
    expect(error.message).toContain('":workspace"')
    expect(error.message).toContain(home.managedFile)
    expect(error.hint).toContain(':read-only')
    expect(await refusal(() => load({ profile: {} }))).toMatchObject({ code: 'MANAGED_PROFILE' })
    expect((await load({ profile: ':read-only' })).profile.name).toBe(':read-only')
  })

  test('has profiles that nobody can replace', async () => {
    await limit('allowed_profiles = ["team"]\n[permissions.team]\nextends = ":read-only"')
    await home.write(
      home.userFile,
      'default_permissions = "team"\n[permissions.team]\nextends = ":workspace"',
    )
    expect((await load()).profile.chain).toEqual(['team', ':read-only'])
  })

  test('lets options narrow an allowed profile but not widen it', async () => {
    await limit('allowed_profiles = [":workspace"]')
    const deny = { path: 'x', access: 'deny', option: '--deny' } as const
    const write = { path: '/opt', access: 'write', option: '--write' } as const
    expect((await load({ extraRules: [deny] })).profile.rules.at(-1)?.access).toBe('deny')
    const error = await refusal(() => load({ extraRules: [write] }))
    expect(error).toMatchObject({ code: 'MANAGED_OPTION' })
    expect(error.message).toContain('--write')
    expect(await refusal(() => load({ network: { mode: 'full' } }))).toMatchObject({ code: 'MANAGED_OPTION' })
  })

  test('refuses more network than it permits', async () => {
    await limit('[network]\nmode = "proxy"')
    const error = await refusal(() => load({ network: { mode: 'full' } }))
    expect(error).toMatchObject({ code: 'MANAGED_NETWORK' })
    expect(error.message).toContain('"full"')
    expect(error.message).toContain('network.mode')
  })

  test('adds its denied hosts, and refuses to have one allowed or out of reach', async () => {
    await limit('[network]\ndeny_domains = ["*.internal.example"]')
    const { profile } = await load({ network: { domains: { 'a.example': 'allow' } } })
    expect(profile.egress.domains.map(({ host, action }) => [host, action])).toEqual([
      ['a.example', 'allow'],
      ['*.internal.example', 'deny'],
    ])
    const allowed = { domains: { '*.Internal.example': 'allow' } } as const
    expect(await refusal(() => load({ network: allowed }))).toMatchObject({ code: 'MANAGED_NETWORK' })
    expect(await refusal(() => load({ network: { mode: 'full' } }))).toMatchObject({
      code: 'MANAGED_NETWORK',
    })
    expect((await load()).profile.egress.mode).toBe('none')
  })

  test('refuses no sandbox at all as soon as it has a limit to keep', async () => {
    const profile = ':danger-full-access'
    await limit('deny = ["/srv/secret"]')
    expect(await refusal(() => load({ profile }))).toMatchObject({ code: 'MANAGED_UNRESTRICTED' })
    await limit(`allowed_profiles = ["${profile}"]`)
    expect((await load({ profile })).profile.unrestricted).toBe(true)
  })

  test.each([
    ['allowed_profile = []', 'POLICY_UNKNOWN_KEY', 'allowed_profile '],
    ['deny = "x"', 'POLICY_BAD_VALUE', 'deny is "x"'],
    ['deny = ["x"]', 'POLICY_BAD_PATH', 'deny[0]'],
    ['deny = ["/"]', 'POLICY_BAD_PATH', 'deny everything'],
    ['deny = ["/x/[z-a]"]', 'POLICY_BAD_GLOB', 'deny[0]'],
    ['[network]\nmode = "open"', 'POLICY_BAD_VALUE', 'network.mode'],
    ['[network]\ndeny_domains = ["a b"]', 'POLICY_BAD_DOMAIN', 'network.deny_domains[0]'],
    ['deny = [', 'POLICY_SYNTAX', ':1:'],
  ])('stops every run when it is broken: %s', async (text, code, names) => {
    await limit(text)
    const error = await refusal(() => load())
    expect(error.code).toBe(code)
    expect(error.message).toContain(home.managedFile)
    expect(error.message).toContain(names)
  })
})
