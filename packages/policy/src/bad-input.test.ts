import { describe, expect, test } from 'vitest'
import { expectRefusal, type RefusedRow, refusal } from '../test/support/refusal.js'
import { parseInlineProfile, parsePolicyText } from './parse.js'
import { selectProfile } from './profiles.js'

const FILE = '/repo/sandbox.toml'

const profile = (lines: string): string => `[permissions.dev]\n${lines}`
const paths = (lines: string): string => `[permissions.dev.filesystem]\n${lines}`
const domains = (lines: string): string => `[permissions.dev.network.domains]\n${lines}`

// biome-ignore format: a table is read by its rows
const SHAPE: readonly RefusedRow[] = [
  ['an unknown key at the top', 'defualt_permissions = "dev"', 'POLICY_UNKNOWN_KEY', 'defualt_permissions', /default_permissions\?/],
  ['an unknown key far from every known one', 'zzz = 1', 'POLICY_UNKNOWN_KEY', 'zzz', /Known keys here: schema_version, /],
  ['an unknown key of a profile', profile('extend = ":workspace"'), 'POLICY_UNKNOWN_KEY', 'permissions.dev.extend', /extends\?/],
  ['an unknown key of the network', profile('network = { domain = {} }'), 'POLICY_UNKNOWN_KEY', 'permissions.dev.network.domain', /domains\?/],
  ['an unknown key of the environment', profile('environment = { inherits = "all" }'), 'POLICY_UNKNOWN_KEY', 'environment.inherits', /inherit\?/],
  ['an unknown limit', profile('limits = { memmory = "1GiB" }'), 'POLICY_UNKNOWN_KEY', 'limits.memmory', /memory\?/],
  ['an unknown Linux option', '[linux]\nlauncer = "auto"', 'POLICY_UNKNOWN_KEY', 'linux.launcer', /launcher\?/],
  ['an unknown key of a domain rule', domains('"a.example" = { action = "allow", privat = true }'), 'POLICY_UNKNOWN_KEY', 'domains."a.example".privat', /private\?/],
  ['a prototype key', '[permissions."__proto__"]', 'POLICY_UNKNOWN_KEY', 'permissions.__proto__', /Remove/],
  ['a prototype key among paths', paths('"__proto__" = "read"'), 'POLICY_UNKNOWN_KEY', 'filesystem.__proto__', /Remove/],
  ['a number as the default profile', 'default_permissions = 1', 'POLICY_BAD_VALUE', 'default_permissions is 1', /name of one profile/],
  ['a profile that is no table', '[permissions]\ndev = "x"', 'POLICY_BAD_VALUE', 'permissions.dev is "x"', /profile table/],
  ['a list of profiles', '[[permissions]]\nx = 1', 'POLICY_BAD_VALUE', 'permissions is a list', /table of profiles/],
  ['two parents', profile('extends = [":workspace", "a"]'), 'POLICY_BAD_VALUE', 'extends is a list', /one parent/],
  ['a mistyped access', paths('"/x" = "raed"'), 'POLICY_BAD_VALUE', 'filesystem."/x" is "raed"', /read\?/],
  ['an access far from every known one', paths('"/x" = "everything"'), 'POLICY_BAD_VALUE', 'accepted: read, write, deny', /Write read or write/],
  ['a number as access', paths('"/x" = 7'), 'POLICY_BAD_VALUE', '"/x" is 7', /read/],
  ['a date as access', paths('"/x" = 2024-01-01'), 'POLICY_BAD_VALUE', '"/x" is a date', /read/],
  ['a bad access below a key', paths('"/x" = { a = "writ" }'), 'POLICY_BAD_VALUE', 'filesystem."/x".a is "writ"', /write\?/],
  ['a table two levels below a key', paths('"/x" = { a = { b = "read" } }'), 'POLICY_BAD_VALUE', 'filesystem."/x".a is a table', /read/],
  ['a scan depth of zero', paths('glob_scan_max_depth = 0'), 'POLICY_BAD_VALUE', 'glob_scan_max_depth is 0', /at least 1/],
  ['half a scan depth', paths('glob_scan_max_depth = 1.5'), 'POLICY_BAD_VALUE', 'glob_scan_max_depth is 1.5', /whole number/],
  ['protected names that are no list', paths('protected_names = ".git"'), 'POLICY_BAD_VALUE', 'protected_names is ".git"', /list/],
  ['a protected name with a slash', paths('protected_names = [".git/hooks"]'), 'POLICY_BAD_VALUE', 'protected_names', /one component/],
  ['a protected name that climbs', paths('protected_names = [".."]'), 'POLICY_BAD_VALUE', '".." is not a plain name', /one component/],
  ['an unknown network mode', profile('network = { mode = "open" }'), 'POLICY_BAD_VALUE', 'network.mode is "open"', /none or proxy or full/],
  ['the mode of a comparable tool', profile('network = { mode = "limited" }'), 'POLICY_BAD_VALUE', 'network.mode', /limited = true/],
  ['a flag that is a string', profile('network = { limited = "yes" }'), 'POLICY_BAD_VALUE', 'network.limited is "yes"', /true or false/],
  ['a workspace root that is no flag', profile('workspace_roots = { "../a" = "yes" }'), 'POLICY_BAD_VALUE', 'workspace_roots."../a"', /true or false/],
  ['a variable that is a number', profile('environment = { set = { CI = 1 } }'), 'POLICY_BAD_VALUE', 'environment.set.CI is 1', /quotes/],
  ['an empty variable name', profile('environment = { set = { "" = "x" } }'), 'POLICY_BAD_VALUE', 'environment.set.""', /name/],
  ['a variable name with an equals sign', profile('environment = { exclude = ["A=B"] }'), 'POLICY_BAD_VALUE', 'environment.exclude[0]', /pattern/],
  ['half a process', profile('limits = { processes = 0.5 }'), 'POLICY_BAD_VALUE', 'limits.processes', /whole number/],
  ['a launcher by relative path', '[linux]\nlauncher = "bin/bwrap"', 'POLICY_BAD_VALUE', 'linux.launcher', /absolute path/],
  ['an unknown backend', '[linux]\nbackend = "docker"', 'POLICY_BAD_VALUE', 'linux.backend', /linux-bwrap/],
  ['a format of the future', 'schema_version = 2', 'POLICY_SCHEMA_VERSION', 'schema_version is 2', /Upgrade/],
]

// biome-ignore format: a table is read by its rows
const RETIRED: readonly RefusedRow[] = [
  ['the retired name of no sandbox', 'default_permissions = ":danger-no-sandbox"', 'POLICY_RETIRED_NAME', 'default_permissions', /":danger-full-access"/],
  ['the retired name as a parent', profile('extends = ":danger-no-sandbox"'), 'POLICY_RETIRED_NAME', 'permissions.dev.extends', /":danger-full-access"/],
  ['the retired name of the workspace', paths('":project_roots" = "write"'), 'POLICY_RETIRED_NAME', ':project_roots', /":workspace_roots"/],
  ['an old list of domains', profile('network = { allowed_domains = ["a.example"] }'), 'POLICY_RETIRED_KEY', 'network.allowed_domains', /domains = /],
  ['an old list of refused domains', profile('network = { denied_domains = ["a.example"] }'), 'POLICY_RETIRED_KEY', 'network.denied_domains', /"deny"/],
  ['an old switch of the network', profile('network = { enabled = true }'), 'POLICY_RETIRED_KEY', 'network.enabled', /mode = /],
  ['an old mode of the sandbox', 'sandbox_mode = "read-only"', 'POLICY_RETIRED_KEY', 'sandbox_mode', /default_permissions = /],
  ['an old filter of variables', profile('environment = { include_only = ["PATH"] }'), 'POLICY_RETIRED_KEY', 'environment.include_only', /only = /],
]

// biome-ignore format: a table is read by its rows
const NAMES: readonly RefusedRow[] = [
  ['a reserved name', '[permissions.":mine"]', 'POLICY_RESERVED_NAME', 'permissions.":mine"', /Name it "mine"/],
  ['a built-in declared again', '[permissions.":workspace"]', 'POLICY_RESERVED_NAME', 'permissions.":workspace"', /extends/],
  ['a profile without a name', '[permissions.""]', 'POLICY_BAD_VALUE', 'permissions.""', /name/],
  ['a built-in that does not exist', 'default_permissions = ":workspce"', 'POLICY_UNKNOWN_PROFILE', ':workspce', /:workspace\?/],
]

// biome-ignore format: a table is read by its rows
const PATHS: readonly RefusedRow[] = [
  ['a relative key', paths('"src" = "write"'), 'POLICY_BAD_PATH', 'filesystem.src', /":workspace_roots"/],
  ['somebody else\'s home', paths('"~root/x" = "deny"'), 'POLICY_BAD_PATH', '~root/x', /full path/],
  ['a key that climbs', paths('"/a/../b" = "deny"'), 'POLICY_BAD_PATH', '/a/../b', /without "\.\."/],
  ['a Windows key that climbs', paths("'C:\\a\\..\\b' = \"deny\""), 'POLICY_BAD_PATH', '..', /without "\.\."/],
  ['an unknown special key', paths('":workspace_root" = "write"'), 'POLICY_BAD_PATH', ':workspace_root', /:workspace_roots\?/],
  ['a special key that resembles none', paths('":xxxxxxxxxxxx" = "write"'), 'POLICY_BAD_PATH', ':xxxxxxxxxxxx', /Special keys: :root/],
  ['a subpath glued to a special key', paths('":workspace_roots/a" = "deny"'), 'POLICY_BAD_PATH', ':workspace_roots/a', /":workspace_roots" = \{ "a" = /],
  ['a subpath of :root', paths('":root" = { etc = "deny" }'), 'POLICY_BAD_PATH', '":root".etc', /full path/],
  ['a subpath of :tmpdir', paths('":tmpdir" = { a = "deny" }'), 'POLICY_BAD_PATH', '":tmpdir".a', /full path/],
  ['a subpath that climbs', paths('":workspace_roots" = { "../x" = "write" }'), 'POLICY_BAD_PATH', '"../x"', /below its key/],
  ['a subpath that climbs on Windows only', paths("':workspace_roots' = { '..\\x' = 'write' }"), 'POLICY_BAD_PATH', '..', /below its key/],
  ['a subpath with a dot', paths('"/x" = { "./a" = "read" }'), 'POLICY_BAD_PATH', '"./a"', /below its key/],
  ['a subpath with an empty name', paths('"/x" = { "a//b" = "read" }'), 'POLICY_BAD_PATH', 'an empty name', /below its key/],
  ['an empty subpath', paths('"/x" = { "" = "read" }'), 'POLICY_BAD_PATH', 'an empty name', /below its key/],
  ['an absolute subpath', paths('"/x" = { "/y" = "read" }'), 'POLICY_BAD_PATH', '"/y" is absolute', /relative to the key/],
  ['a subpath on a drive', paths("'/x' = { 'C:\\y' = 'read' }"), 'POLICY_BAD_PATH', 'is absolute', /relative to the key/],
  ['a glob with write', paths('"/x/*.log" = "write"'), 'POLICY_GLOB_NOT_DENY', '"/x/*.log"', /covers everything below/],
  ['a glob with read in a subpath', paths('"/x" = { "**/*.md" = "read" }'), 'POLICY_GLOB_NOT_DENY', '"**/*.md"', /covers everything below/],
  ['a wildcard before a trailing /**', paths('"/x/*/**" = "write"'), 'POLICY_GLOB_NOT_DENY', '/x/*/**', /covers everything below/],
  ['a backwards class in a glob', paths('"/x/[z-a]" = "deny"'), 'POLICY_BAD_GLOB', '[z-a]', /Wildcards/],
  ['two spellings of one path', paths('"/x" = "read"\n"/x/" = "write"'), 'POLICY_CONFLICT', 'same path', /Keep one/],
  ['a key and a subpath for one path', paths('"/x/a" = "read"\n"/x" = { a = "deny" }'), 'POLICY_CONFLICT', '"/x/a"', /Keep one/],
  ['an empty workspace root', profile('workspace_roots = { "" = true }'), 'POLICY_BAD_VALUE', 'workspace_roots.""', /directory/],
  ['a special workspace root', profile('workspace_roots = { ":home" = true }'), 'POLICY_BAD_VALUE', 'workspace_roots.":home"', /directory/],
]

// biome-ignore format: a table is read by its rows
const NUMBERS: readonly RefusedRow[] = [
  ['a duration without a unit', profile('limits = { timeout = "10" }'), 'POLICY_BAD_VALUE', 'limits.timeout', /units/],
  ['a duration as a number', profile('limits = { timeout = 10 }'), 'POLICY_BAD_VALUE', 'limits.timeout is 10', /"10m"/],
  ['a duration with an unknown unit', profile('limits = { cpu = "3 weeks" }'), 'POLICY_BAD_VALUE', 'limits.cpu', /units/],
  ['a duration out of order', profile('limits = { cpu = "5s1m" }'), 'POLICY_BAD_VALUE', 'limits.cpu', /largest unit first/],
  ['no time at all', profile('limits = { timeout = "0s" }'), 'POLICY_BAD_VALUE', 'limits.timeout', /units/],
  ['a size with an unknown unit', profile('limits = { memory = "4gigs" }'), 'POLICY_BAD_VALUE', 'limits.memory', /GiB/],
  ['a size in the wrong letter case', profile('limits = { memory = "4gib" }'), 'POLICY_BAD_VALUE', 'limits.memory', /GiB/],
  ['a negative size', profile('limits = { files = -1 }'), 'POLICY_BAD_VALUE', 'limits.files', /bytes/],
  ['half a byte', profile('limits = { output = 0.5 }'), 'POLICY_BAD_VALUE', 'limits.output', /bytes/],
  ['a size nobody can count', profile('limits = { output = "99999999TiB" }'), 'POLICY_BAD_VALUE', 'limits.output', /bytes/],
]

// biome-ignore format: a table is read by its rows
const NETWORK: readonly RefusedRow[] = [
  ['a host with a scheme', domains('"https://a.example" = "allow"'), 'POLICY_BAD_DOMAIN', 'scheme', /host alone/],
  ['a host with a path', domains('"a.example/x" = "allow"'), 'POLICY_BAD_DOMAIN', 'path', /host alone/],
  ['a host with a user', domains('"me@a.example" = "allow"'), 'POLICY_BAD_DOMAIN', 'user name', /host alone/],
  ['a host with a space', domains('"a example" = "allow"'), 'POLICY_BAD_DOMAIN', 'space', /host alone/],
  ['a host with a line break', domains('"a.example\\n" = "allow"'), 'POLICY_BAD_DOMAIN', 'control character', /host alone/],
  ['an empty host', domains('"" = "allow"'), 'POLICY_BAD_DOMAIN', 'empty', /host alone/],
  ['a host with an empty label', domains('"a..example" = "allow"'), 'POLICY_BAD_DOMAIN', 'no host name', /single dots/],
  ['a host with a long label', domains(`"${'a'.repeat(64)}.example" = "allow"`), 'POLICY_BAD_DOMAIN', 'no host name', /letters/],
  ['an escaped host', domains('"a%2eexample" = "allow"'), 'POLICY_BAD_DOMAIN', '%', /host alone/],
  ['a wildcard in the middle', domains('"a.*.example" = "allow"'), 'POLICY_BAD_DOMAIN', 'wildcard', /\*\.example\.com/],
  ['a wildcard inside a label', domains('"a*.example" = "allow"'), 'POLICY_BAD_DOMAIN', 'wildcard', /\*\.example\.com/],
  ['everything denied', domains('"*" = "deny"'), 'POLICY_BAD_DOMAIN', '"*"', /mode = "none"/],
  ['port zero', domains('"a.example:0" = "allow"'), 'POLICY_BAD_DOMAIN', '"0"', /1 to 65535/],
  ['a port too high', domains('"a.example:65536" = "allow"'), 'POLICY_BAD_DOMAIN', '"65536"', /1 to 65535/],
  ['a range of ports backwards', domains('"a.example:90-80" = "allow"'), 'POLICY_BAD_DOMAIN', '"90-80"', /range/],
  ['a port by name', domains('"a.example:https" = "allow"'), 'POLICY_BAD_DOMAIN', '"https"', /1 to 65535/],
  ['an address that is none', domains('"256.1.1.1" = "allow"'), 'POLICY_BAD_DOMAIN', '256.1.1.1', /names/],
  ['an IPv6 address that is none', domains('"[::12345]" = "allow"'), 'POLICY_BAD_DOMAIN', '::12345', /address/],
  ['an IPv6 address with a zone', domains('"fe80::1%eth0" = "allow"'), 'POLICY_BAD_DOMAIN', '%', /host alone/],
  ['an open bracket', domains('"[::1" = "allow"'), 'POLICY_BAD_DOMAIN', 'brackets', /\[2001:db8::1\]/],
  ['a prefix too long', domains('"10.0.0.0/33" = "allow"'), 'POLICY_BAD_DOMAIN', '/33', /0 to 32/],
  ['bits behind a prefix', domains('"10.1.2.3/8" = "allow"'), 'POLICY_BAD_DOMAIN', '10.1.2.3/8', /10\.0\.0\.0\/8/],
  ['a wildcard above an address', domains('"*.10.0.0.1" = "allow"'), 'POLICY_BAD_DOMAIN', 'below', /network/],
  ['a private deny', domains('"a.example" = { action = "deny", private = true }'), 'POLICY_BAD_VALUE', '"a.example"', /deny/],
  ['two spellings of one host', domains('"A.example." = "allow"\n"a.example" = "deny"'), 'POLICY_CONFLICT', 'same host', /Keep one/],
  ['a relative socket', profile('network = { unix_sockets = { "run/x" = "allow" } }'), 'POLICY_BAD_SOCKET', 'run/x', /absolute path/],
  ['a socket that climbs', profile('network = { unix_sockets = { "/run/../x" = "allow" } }'), 'POLICY_BAD_SOCKET', '..', /absolute path/],
  ['an upstream proxy of another kind', profile('network = { mode = "proxy", upstream_proxy = "ftp://x" }'), 'POLICY_BAD_VALUE', 'upstream_proxy', /socks5/],
]

describe('a configuration file is refused for', () => {
  test.each([...SHAPE, ...RETIRED, ...NAMES, ...PATHS, ...NUMBERS, ...NETWORK])('%s', async (...row) => {
    const error = await refusal(() => parsePolicyText(row[1], { file: FILE, format: 'toml' }))
    expectRefusal(error, FILE, row)
  })

  test('an upstream proxy without showing its password', async () => {
    const text = profile('network = { upstream_proxy = "ftp://me:hunter2@x" }')
    const error = await refusal(() => parsePolicyText(text, { file: FILE, format: 'toml' }))
    expect(JSON.stringify(error)).not.toContain('hunter2')
  })
})

// biome-ignore format: a table is read by its rows
const CHAINS: readonly RefusedRow[] = [
  ['a circle of two', '[permissions.a]\nextends = "b"\n[permissions.b]\nextends = "a"', 'POLICY_EXTENDS_CYCLE', 'a -> b -> a', /circle/],
  ['a profile that extends itself', '[permissions.a]\nextends = "a"', 'POLICY_EXTENDS_CYCLE', 'a -> a', /circle/],
  ['a parent that does not exist', '[permissions.a]\nextends = "bas"\n[permissions.base]', 'POLICY_UNKNOWN_PARENT', 'a -> bas', /base\?/],
  ['a built-in parent that does not exist', '[permissions.a]\nextends = ":writable"', 'POLICY_UNKNOWN_PARENT', 'a -> :writable', /:read-only/],
  ['no sandbox as a parent', '[permissions.a]\nextends = "b"\n[permissions.b]\nextends = ":danger-full-access"', 'POLICY_BAD_PARENT', 'a -> b -> :danger-full-access', /":workspace"/],
  ['a name nobody declared', '[permissions.aa]', 'POLICY_UNKNOWN_PROFILE', '"a"', /aa/],
  ['domains that mode none ignores', '[permissions.a.network]\nmode = "none"\ndomains = { "x.example" = "allow" }', 'POLICY_NETWORK_IGNORED', 'domains."x.example"', /mode = "proxy"/],
  ['domains that mode full ignores', '[permissions.a.network]\nmode = "full"\ndomains = { "x.example" = "deny" }', 'POLICY_NETWORK_IGNORED', 'mode "full"', /mode = "proxy"/],
  ['domains that the mode of the parent ignores', '[permissions.b.network]\nmode = "none"\n[permissions.a]\nextends = "b"\n[permissions.a.network.domains]\n"x.example" = "allow"', 'POLICY_NETWORK_IGNORED', 'permissions.b.network.mode', /mode = "proxy"/],
]

describe('selecting is refused for', () => {
  test.each(CHAINS)('%s', async (...row) => {
    const file = await parsePolicyText(row[1], { file: FILE, format: 'toml' })
    expectRefusal(await refusal(() => selectProfile([file], 'a')), FILE, row)
  })
})

describe('an inline profile is refused for', () => {
  test('an unknown key, naming it', async () => {
    const given = JSON.parse('{ "filesytem": {} }')
    const error = await refusal(() => parseInlineProfile(given))
    expect(error).toMatchObject({
      code: 'POLICY_UNKNOWN_KEY',
      message: 'profile: filesytem is not a known key.',
    })
    expect(error.hint).toBe('Did you mean filesystem?')
  })

  test('a bad path, naming its key', async () => {
    const error = await refusal(() => parseInlineProfile({ filesystem: { '/a/../b': 'read' } }))
    expect(error.message).toBe('profile.filesystem."/a/../b": "/a/../b" contains "..".')
  })

  test('containing itself', async () => {
    const given: Record<string, unknown> = {}
    given.filesystem = given
    expect(await refusal(() => parseInlineProfile(given))).toMatchObject({ code: 'POLICY_TOO_DEEP' })
  })
})
