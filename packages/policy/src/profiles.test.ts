import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BUILTIN_PROFILES } from './builtin.js'
import { parsePolicyText } from './parse.js'
import type { Profile } from './profile.js'
import { selectProfile } from './profiles.js'

const parse = (text: string, file = '/repo/sandbox.toml') => parsePolicyText(text, { file, format: 'toml' })

async function select(text: string, name = 'child'): Promise<Profile> {
  return selectProfile([await parse(text)], name)
}

/** Rules as text, without their sources, in an order that does not depend on how they were written. */
function rules(profile: Profile): readonly string[] {
  return profile.rules.map(({ key, subpath, access }) => `${key} ${subpath} ${access}`).sort()
}

describe('the built-in profiles', () => {
  test('are three, and only one has no sandbox', () => {
    const summary = [...BUILTIN_PROFILES.values()].map((each) => [
      each.name,
      each.unrestricted,
      each.egress.mode,
    ])
    expect(summary).toEqual([
      [':read-only', false, 'none'],
      [':workspace', false, 'none'],
      [':danger-full-access', true, 'full'],
    ])
  })

  test('of the workspace writes the workspace and temporary directories only', () => {
    const profile = selectProfile([], ':workspace')
    expect(rules(profile)).toEqual([
      ':root . read',
      ':slash_tmp . write',
      ':tmpdir . write',
      ':workspace_roots . write',
    ])
    expect(profile.protectedNames).toEqual(['.git', '.agents', '.codex'])
  })
})

describe('a child', () => {
  test('replaces the same path in another spelling, and keeps the others', async () => {
    const profile = await select(`
      [permissions.parent.filesystem]
      "/a/b" = "deny"
      "~/x" = "deny"
      "/kept" = "read"
      [permissions.child]
      extends = "parent"
      [permissions.child.filesystem]
      "/a" = { "b" = "read" }
      ":home" = { "x" = "write" }`)
    expect(rules(profile)).toEqual(['/a b read', '/kept . read', ':home x write'])
  })

  test('keeps the nested rules of its parent when it writes a plain access for the same key', async () => {
    const profile = await select(`
      [permissions.parent.filesystem.":workspace_roots"]
      secrets = "deny"
      [permissions.child]
      extends = "parent"
      [permissions.child.filesystem]
      ":workspace_roots" = "write"`)
    expect(rules(profile)).toEqual([':workspace_roots . write', ':workspace_roots secrets deny'])
  })

  test('keeps the plain access of its parent when it writes nested rules for the same key', async () => {
    const profile = await select(`
      [permissions.child]
      extends = ":workspace"
      [permissions.child.filesystem.":workspace_roots"]
      secrets = "deny"`)
    expect(rules(profile)).toContain(':workspace_roots . write')
  })

  test('reopens a host its parent denied under another spelling', async () => {
    const profile = await select(`
      [permissions.parent.network.domains]
      "SHARED.example.com." = "deny"
      [permissions.child]
      extends = "parent"
      [permissions.child.network.domains]
      "shared.example.com" = "allow"`)
    expect(profile.egress.domains.map(({ host, action }) => [host, action])).toEqual([
      ['shared.example.com', 'allow'],
    ])
  })

  test('switches an inherited workspace root off', async () => {
    const profile = await select(`
      [permissions.parent]
      workspace_roots = { "../a" = true, "../b" = true }
      [permissions.child]
      extends = "parent"
      workspace_roots = { "./../a/" = false }`)
    expect(profile.workspaceRoots.map((root) => root.path)).toEqual(['../b'])
  })

  test('that closes the network closes what its parent opened', async () => {
    const profile = await select(`
      [permissions.parent.network]
      domains = { "a.example" = "allow" }
      unix_sockets = { "/run/x" = "allow" }
      [permissions.child]
      extends = "parent"
      network = { mode = "none" }`)
    expect(profile.egress).toMatchObject({ mode: 'none', domains: [], unixSockets: {} })
  })

  test.each(['none', 'proxy', 'full'])('lists sockets in mode %s', async (mode) => {
    const profile = await select(`
      [permissions.child.network]
      mode = "${mode}"
      unix_sockets = { "/run/x" = "allow" }`)
    expect(profile.egress).toMatchObject({ mode, unixSockets: { '/run/x': 'allow' } })
  })

  test('that opens every address keeps the sockets of its parent', async () => {
    const profile = await select(`
      [permissions.parent.network]
      mode = "proxy"
      unix_sockets = { "/run/x" = "allow", "/run/y" = "deny" }
      [permissions.child]
      extends = "parent"
      network = { mode = "full" }`)
    expect(profile.egress).toMatchObject({
      mode: 'full',
      unixSockets: { '/run/x': 'allow', '/run/y': 'deny' },
    })
  })

  test('does not bring back what its parent closed for good', async () => {
    const profile = await select(`
      [permissions.grandparent.network]
      domains = { "a.example" = "allow" }
      [permissions.parent]
      extends = "grandparent"
      network = { mode = "none" }
      [permissions.child]
      extends = "parent"
      network = { mode = "proxy" }`)
    expect(profile.egress).toMatchObject({ mode: 'proxy', domains: [] })
  })

  test('opens the proxy with its first domain where no parent chose a mode', async () => {
    const profile = await select(`
      [permissions.child]
      extends = ":read-only"
      [permissions.child.network.domains]
      "a.example" = "allow"`)
    expect(profile.egress.mode).toBe('proxy')
  })

  test('inherits settings it does not write, but no description', async () => {
    const profile = await select(`
      [permissions.parent]
      description = "the parent"
      filesystem = { glob_scan_max_depth = 4, protected_names = [".hg"] }
      environment = { inherit = "none", exclude = ["A"], set = { X = "1", Y = "1" } }
      limits = { timeout = "1m", memory = "1GiB" }
      [permissions.child]
      extends = "parent"
      environment = { exclude = ["B"], set = { Y = "2" } }
      limits = { timeout = "2m" }`)
    expect(profile).toMatchObject({
      globScanMaxDepth: 4,
      protectedNames: ['.hg'],
      environment: { inherit: 'none', exclude: ['B'], set: { X: '1', Y: '2' } },
      limits: { timeout: 120_000, memory: 2 ** 30 },
    })
    expect(profile.description).toBeUndefined()
  })

  test('finds its parent in another file, and an earlier file hides a later one', async () => {
    const first = await parse('[permissions.child]\nextends = "parent"', '/a.toml')
    const second = await parse('[permissions.parent.filesystem]\n"/a" = "read"', '/b.toml')
    const third = await parse('[permissions.parent.filesystem]\n"/b" = "read"', '/c.toml')
    expect(rules(selectProfile([first, second, third], 'child'))).toEqual(['/a . read'])
  })
})

const name = fc.constantFrom('a', 'b', 'c')
const access = fc.constantFrom('read', 'write', 'deny')
const absolute = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `/${names.join('/')}`)
const table = fc.dictionary(absolute, access, { maxKeys: 6 })

const document = (tables: readonly Record<string, string>[]): string =>
  tables
    .map((entries, index) => {
      const lines = Object.entries(entries).map(([key, value]) => `"${key}" = "${value}"`)
      const parent = index === 0 ? '' : `extends = "p${index - 1}"\n`
      return `[permissions.p${index}]\n${parent}[permissions.p${index}.filesystem]\n${lines.join('\n')}\n`
    })
    .join('')

describe('merging along extends', () => {
  test('is what merging the tables from the farthest parent down gives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(table, { minLength: 1, maxLength: 4 }), async (tables) => {
        const profile = await select(document(tables), `p${tables.length - 1}`)
        const expected = Object.entries(Object.assign({}, ...tables)).map(
          ([key, value]) => `${key} . ${value}`,
        )
        expect(rules(profile)).toEqual(expected.sort())
      }),
    )
  })

  test('does not depend on where a path is cut into key and subpath, or on its slashes', async () => {
    const cut = ([key, at]: readonly [string, number]): string => {
      const names = key.slice(1).split('/')
      const head = names.slice(0, 1 + (at % names.length))
      const rest = names.slice(head.length)
      return rest.length === 0 ? `"//${head.join('/./')}/" =` : `"/${head.join('//')}"."${rest.join('/')}" =`
    }
    await fc.assert(
      fc.asyncProperty(table, fc.array(fc.nat(), { minLength: 6, maxLength: 6 }), async (parent, cuts) => {
        const keys = Object.keys(parent)
        // Dotted TOML keys may not mix with a plain value for the same key, so each gets a profile of its own.
        const children = keys.map((key, index) => {
          const written = cut([key, cuts[index] ?? 0])
          const before = index === 0 ? 'p0' : `c${index - 1}`
          return `[permissions.c${index}]\nextends = "${before}"\n[permissions.c${index}.filesystem]\n${written} "read"\n`
        })
        const last = keys.length === 0 ? 'p0' : `c${keys.length - 1}`
        const profile = await select(document([parent]) + children.join(''), last)
        expect(profile.rules).toHaveLength(keys.length)
        expect(profile.rules.every((rule) => rule.access === 'read')).toBe(true)
      }),
    )
  })
})
