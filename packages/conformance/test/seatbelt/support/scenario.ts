/** Puts files, rules and a profile together, for tests that read as sentences. */

import { type HostFacts, renderProfile, type SeatbeltProfile } from '@sandbox/macos-seatbelt'
import { type Access, type Profile, type ProfileRule, type ResolvedPolicy, resolve } from '@sandbox/policy'
import {
  type Allows,
  compileProfile,
  FileTree,
  Machine,
  type SystemCall,
  type TreeText,
} from '../../../src/sbpl/index.js'
import { factsOf, filesOf } from './host.js'
import { Truth } from './truth.js'

/** `{ '/a': 'read', ':workspace_roots': { '.': 'write', '**' + '/*.env': 'deny' } }` */
export type RuleTable = Readonly<Record<string, Access | Readonly<Record<string, Access>>>>

/** What a scenario may say besides its rules. */
export interface ScenarioOptions {
  readonly tree?: TreeText
  readonly egress?: Partial<Profile['egress']>
  readonly facts?: Partial<HostFacts>
  readonly protectedNames?: readonly string[]
  readonly name?: string
  /** How the machine takes the profile's answers. */
  readonly allows?: Allows
  /** A fault planted into the profile between making and using it. */
  readonly plant?: ((profile: SeatbeltProfile) => SeatbeltProfile) | undefined
}

/** A policy, its profile, and a machine under it. */
export interface Scenario {
  readonly policy: ResolvedPolicy
  readonly profile: SeatbeltProfile
  readonly machine: Machine
  readonly tree: FileTree
  readonly truth: Truth
}

/** Every Mac has these. */
const SYSTEM: TreeText = {
  '/Library/': '',
  '/private/tmp/': '',
  '/private/var/folders/me/T/': '',
  '/private/etc/hosts': 'hosts',
  '/tmp': '-> private/tmp',
  '/var': '-> private/var',
  '/etc': '-> private/etc',
  '/usr/bin/true': 'program',
  '/usr/lib/dyld': 'library',
  '/dev/null': '<device>',
  '/Users/me/repo/': '',
}

/** The rules of a table, as a profile holds them. */
export function rulesOf(table: RuleTable): readonly ProfileRule[] {
  return Object.entries(table).flatMap(([key, value]) =>
    Object.entries(typeof value === 'string' ? { '.': value } : value).map(([subpath, access]) => ({
      key,
      subpath,
      access,
      source: { keyPath: `${key}/${subpath}`, profile: 'test' },
    })),
  )
}

/** The rules of the built-in `:workspace`. */
export const WORKSPACE_RULES: RuleTable = {
  ':root': 'read',
  ':workspace_roots': { '.': 'write' },
  ':slash_tmp': 'write',
  ':tmpdir': 'write',
}

/** Resolves rules for a user who works in `/Users/me/repo`, and makes the profile. */
export function scenario(rules: readonly ProfileRule[], options: ScenarioOptions = {}): Scenario {
  const tree = new FileTree({ ...SYSTEM, ...options.tree })
  const policy = resolve(profileWith(rules, options), {
    cwd: '/Users/me/repo',
    home: '/Users/me',
    tmpdir: '/var/folders/me/T',
    platform: 'darwin',
    files: filesOf(tree),
  })
  const made = renderProfile(policy, { ...factsOf(tree, policy), ...options.facts })
  const profile = options.plant?.(made) ?? made
  const machine = new Machine(compileProfile(profile.text, profile.params), tree, options.allows)
  return { policy, profile, machine, tree, truth: new Truth(policy, tree) }
}

function profileWith(rules: readonly ProfileRule[], options: ScenarioOptions): Profile {
  return {
    name: options.name ?? 'test',
    chain: ['test'],
    unrestricted: false,
    workspaceRoots: [],
    rules,
    protectedNames: options.protectedNames ?? ['.git', '.agents', '.codex'],
    egress: {
      mode: 'none',
      domains: [],
      unixSockets: {},
      limited: false,
      allowLocalBinding: false,
      socks5: true,
      ...options.egress,
    },
    environment: { inherit: 'all', keep: [], exclude: [], set: {} },
    limits: {},
    linux: { launcher: 'auto', allowNestedUserns: false },
  }
}

/** One difference between the policy and the profile, as text; undefined when they agree. */
export function differenceIn({ machine, truth }: Scenario, call: SystemCall): string | undefined {
  const expected = truth.expect(call)
  let got: string
  try {
    got = machine.ask(call)
  } catch (error) {
    got = error instanceof Error ? error.message : String(error)
  }
  return got === expected
    ? undefined
    : `${JSON.stringify(call)}: the policy says ${expected}, the profile ${got}`
}
