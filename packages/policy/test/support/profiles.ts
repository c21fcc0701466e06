/** Profiles and policies for tests, with everything a test does not speak about at its default. */

import type { Access } from '../../src/access.js'
import type { Platform } from '../../src/paths.js'
import type { Profile, ProfileRule } from '../../src/profile.js'
import { type ResolveContext, resolve } from '../../src/resolve.js'
import type { ResolvedPolicy } from '../../src/resolved.js'
import { memoryFiles, type Tree } from './memory-files.js'

/** `{ '/a': 'read', ':workspace_roots': { '.': 'write' } }` */
export type RuleTable = Readonly<Record<string, Access | Readonly<Record<string, Access>>>>

/** The entries of a filesystem table, as a person's profile `dev` would hold them. */
export function rulesOf(table: RuleTable, profile = 'dev'): ProfileRule[] {
  return Object.entries(table).flatMap(([key, value]) =>
    Object.entries(typeof value === 'string' ? { '.': value } : value).map(([subpath, access]) => ({
      key,
      subpath,
      access,
      source: {
        file: profile.startsWith(':') ? undefined : '/home/me/.config/sandbox/config.toml',
        keyPath: `permissions.${profile}.filesystem."${key}".${subpath}`,
        profile,
      },
    })),
  )
}

/** A profile with these rules. */
export function profileOf(table: RuleTable, rest: Partial<Profile> = {}): Profile {
  return {
    name: 'dev',
    chain: ['dev'],
    unrestricted: false,
    workspaceRoots: [],
    rules: rulesOf(table),
    protectedNames: ['.git', '.agents', '.codex'],
    egress: {
      mode: 'none',
      domains: [],
      unixSockets: {},
      limited: false,
      allowLocalBinding: false,
      socks5: false,
    },
    environment: { inherit: 'all', keep: [], exclude: [], set: {} },
    limits: {},
    linux: { launcher: 'auto', allowNestedUserns: false },
    ...rest,
  }
}

/** The rules of the built-in `:workspace`. */
export const workspaceRules: readonly ProfileRule[] = rulesOf(
  { ':root': 'read', ':workspace_roots': { '.': 'write' }, ':slash_tmp': 'write', ':tmpdir': 'write' },
  ':workspace',
)

/** The session of the tests: the user works in `/repo`. */
export function contextOf(tree: Tree = {}, rest: Partial<ResolveContext> = {}): ResolveContext {
  const platform: Platform = rest.platform ?? 'linux'
  return {
    cwd: platform === 'win32' ? 'C:\\repo' : '/repo',
    home: platform === 'win32' ? 'C:\\Users\\me' : '/home/me',
    platform,
    files: memoryFiles({ ...defaultTree(platform), ...tree }, platform),
    ...rest,
  }
}

function defaultTree(platform: Platform): Tree {
  return platform === 'win32'
    ? { 'C:\\repo': 'directory', 'C:\\Users\\me': 'directory' }
    : { '/repo': 'directory', '/home/me': 'directory', '/tmp': 'directory' }
}

/** Resolves rules in that session. */
export function policyOf(
  table: RuleTable,
  tree: Tree = {},
  rest: Partial<ResolveContext> = {},
  profile: Partial<Profile> = {},
): ResolvedPolicy {
  return resolve(profileOf(table, profile), contextOf(tree, rest))
}
