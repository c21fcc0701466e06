import { describe, expect, test } from 'vitest'
import { parseInlineProfile, parsePolicyText } from './parse.js'
import { selectProfile } from './profiles.js'

const GUIDE = `
schema_version = 1
default_permissions = "dev"

[permissions.dev]
description = "edit the repo, talk to registries"
extends = ":workspace"

[permissions.dev.workspace_roots]
"../shared-lib" = true

[permissions.dev.filesystem]
glob_scan_max_depth = 8
protected_names = [".git"]
"~/.ssh" = "deny"
"/opt/sdk/**" = "read"

[permissions.dev.filesystem.":workspace_roots"]
"secrets" = "none"
"secrets/public" = "write"
"**/*.env" = "deny"

[permissions.dev.network]
limited = true
upstream_proxy = "http://me:secret@proxy.example:3128"
unix_sockets = { "/run/x.sock" = "allow" }
[permissions.dev.network.domains]
"registry.example.org" = "allow"
"intern.example" = { action = "allow", private = true }

[permissions.dev.environment]
inherit = "core"
set = { CI = "1" }

[permissions.dev.limits]
timeout = "1h30m"
memory = "4GiB"
output = 1024
processes = 512

[linux]
launcher = "system"
backend = "linux-landlock-seccomp"
`

const parse = (text: string, format: 'toml' | 'json' = 'toml') =>
  parsePolicyText(text, { file: '/repo/sandbox.toml', format })

async function rulesOf(text: string): Promise<readonly string[]> {
  const profile = selectProfile([await parse(text)], 'a')
  return profile.rules.map(({ key, subpath, access }) => `${key} ${subpath} ${access}`)
}

describe('a configuration file', () => {
  test('becomes a profile with every section in our units', async () => {
    const profile = selectProfile([await parse(GUIDE)], 'dev')
    expect(profile).toMatchObject({
      name: 'dev',
      description: 'edit the repo, talk to registries',
      chain: ['dev', ':workspace'],
      unrestricted: false,
      workspaceRoots: [{ path: '../shared-lib', source: { file: '/repo/sandbox.toml', profile: 'dev' } }],
      globScanMaxDepth: 8,
      protectedNames: ['.git'],
      egress: {
        mode: 'proxy',
        limited: true,
        upstreamProxy: 'http://me:secret@proxy.example:3128',
        unixSockets: { '/run/x.sock': 'allow' },
        domains: [
          { host: 'registry.example.org', action: 'allow', private: false },
          { host: 'intern.example', action: 'allow', private: true },
        ],
      },
      environment: { inherit: 'core', keep: [], exclude: [], set: { CI: '1' } },
      limits: { timeout: 5_400_000, memory: 4 * 2 ** 30, output: 1024, processes: 512 },
      linux: { launcher: 'system', allowNestedUserns: false, backend: 'linux-landlock-seccomp' },
    })
  })

  test('keeps for every rule where it was written', async () => {
    const profile = selectProfile([await parse(GUIDE)], 'dev')
    expect(profile.rules.find((rule) => rule.subpath === 'secrets')).toEqual({
      key: ':workspace_roots',
      subpath: 'secrets',
      access: 'deny',
      source: {
        file: '/repo/sandbox.toml',
        keyPath: 'permissions.dev.filesystem.":workspace_roots".secrets',
        profile: 'dev',
      },
    })
    expect(profile.rules.find((rule) => rule.key === ':tmpdir')?.source.profile).toBe(':workspace')
  })

  test('means the same in TOML and in JSON', async () => {
    const toml = await parse('[permissions.a.filesystem]\n"/x" = { "." = "read", "b" = "deny" }')
    const json = await parse(
      '\uFEFF{"permissions": {"a": {"filesystem": {"\\u002fx": {".": "read", "b": "deny"}}}}}',
      'json',
    )
    expect(json.layers).toEqual(toml.layers)
  })

  test('may be empty', async () => {
    expect((await parse('')).layers.size).toBe(0)
    expect((await parse('{}', 'json')).document).toEqual({})
  })

  test('may call a profile after a property that every object has', async () => {
    const file = await parse('[permissions.constructor]\nextends = "toString"\n[permissions.toString]')
    expect(selectProfile([file], 'constructor').chain).toEqual(['constructor', 'toString'])
  })

  test('gives every number and escape of JSON its value', async () => {
    const text =
      '{"permissions":{"a":{"description":"\\u00e9\\n","limits":{"memory":1.5e3,"processes":2}}}, "linux":{"allow_nested_userns":true}}'
    const { document } = await parse(text, 'json')
    expect(document).toEqual(JSON.parse(text))
  })

  test('with ten thousand rules is parsed and selected', async () => {
    const lines = Array.from(
      { length: 10_000 },
      (_, index) => `"/data/${index % 100}/file-${index}" = "read"`,
    )
    expect(await rulesOf(`[permissions.a.filesystem]\n${lines.join('\n')}`)).toHaveLength(10_000)
  })
})

describe('a path key', () => {
  test.each([
    ['"/a//b/./c/" = "read"', '/a/b/c . read'],
    ['"/" = "read"', '/ . read'],
    ['"/**" = "read"', '/ . read'],
    ['"~/" = "write"', '~ . write'],
    ['"~//x" = "write"', '~/x . write'],
    ['"/x/**" = "write"', '/x . write'],
    ['"/x" = { "**" = "write" }', '/x . write'],
    ['"/x" = { "a/**" = "write" }', '/x a write'],
    ['"/x" = { "a/" = "write" }', '/x a write'],
    ['"/x/[draft" = "write"', '/x/[draft . write'],
    ['"/x/**" = "deny"', '/x/** . deny'],
    ['"/x/*" = { a = "deny" }', '/x/*/a . deny'],
    ['":home" = { ".ssh" = "deny" }', ':home .ssh deny'],
    ['":root" = { "." = "read" }', ':root . read'],
    ["'c:/Users/me/' = 'read'", 'C:\\Users\\me . read'],
    ["'C:\\x\\*.env' = 'deny'", 'C:/x/*.env . deny'],
    ["'\\\\server\\share\\x' = 'read'", '\\\\server\\share\\x . read'],
    ["'\\\\?\\C:\\x' = 'read'", 'C:\\x . read'],
  ])('%s is %s', async (line, rule) => {
    expect(await rulesOf(`[permissions.a.filesystem]\n${line}`)).toEqual([rule])
  })

  test('may be written twice in two spellings that agree', async () => {
    const text = '[permissions.a.filesystem]\n"/x" = "read"\n"/x/" = "read"'
    expect(await rulesOf(text)).toEqual(['/x . read'])
  })
})

describe('an inline profile', () => {
  test('is a layer of its own, named inline', async () => {
    const layer = await parseInlineProfile({
      extends: ':read-only',
      filesystem: { '/srv': { '.': 'write' } },
    })
    expect(layer.name).toBe('inline')
    expect([...layer.filesystem.rules.values()]).toEqual([
      {
        key: '/srv',
        subpath: '.',
        access: 'write',
        source: { file: undefined, keyPath: 'profile.filesystem."/srv"."."', profile: 'inline' },
      },
    ])
  })
})
