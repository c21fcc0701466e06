/** Puts everything a policy says about paths into one tree of places, each readable or not and writable or not. */

import {
  compileGlobs,
  foldCase,
  MACOS_PLATFORM_DEFAULTS,
  type PathRule,
  type ResolvedPolicy,
} from '@sandbox/policy'
import type { HostFacts, PathFact } from '../facts.js'
import { namesOf } from '../facts.js'

/** One path that the policy says something about. What it says holds below it, up to the next place. */
export interface Place {
  /** As the disk spells it, as far as it exists. */
  readonly path: string
  readonly fact: PathFact
  readonly readable: boolean
  readonly writable: boolean
  /** Protected metadata: closed for writing under any spelling, whether it exists or not. */
  readonly isGuard: boolean
  /** The next place above. */
  readonly above: Place | undefined
}

/** The places, by depth. */
export interface PlaceTree {
  readonly places: readonly Place[]
  /** The place that decides about a path. */
  find(path: string): Place | undefined
}

interface Statement {
  readonly path: string
  readonly readable: boolean
  readonly writable: boolean
  /** `protection`: it counts only where the rule around it lets something be written. */
  readonly from: 'rule' | 'protection'
  readonly isGuard: boolean
}

/**
 * Builds the tree. A write rule for something missing is left out, as the policy's warning says; a rule that a deny glob
 * covers opens nothing.
 */
export function placesOf(policy: ResolvedPolicy, facts: HostFacts): PlaceTree {
  const byPath = new Map<string, Place>()
  const protections = new Set<Place>()
  const find = (key: string): Place | undefined => {
    for (let at = key; ; at = parentKey(at)) {
      const place = byPath.get(at)
      if (place !== undefined || at === '/') return place
    }
  }
  for (const statement of byDepth(statementsOf(policy, facts))) {
    const key = foldCase(statement.path, 'darwin')
    if (byPath.has(key)) continue
    const above = key === '/' ? undefined : find(parentKey(key))
    if (statement.from === 'protection') {
      let rule = above
      while (rule !== undefined && protections.has(rule)) rule = rule.above
      if (rule?.writable !== true) continue
    }
    const { readable, writable, isGuard } = statement
    const fact = facts.paths.look(statement.path)
    const place: Place = { path: fact.spelling, fact, readable, writable, isGuard, above }
    byPath.set(key, place)
    if (statement.from === 'protection') protections.add(place)
  }
  return { places: [...byPath.values()], find: (path) => find(foldCase(path, 'darwin')) }
}

/** Rules first: of several statements about one path the first one counts. */
function statementsOf(policy: ResolvedPolicy, { privateDirectory }: HostFacts): readonly Statement[] {
  const rules = underGlobs(withPlatformDefaults(presentRules(policy), policy), policy)
  const guards = policy.writableRoots.flatMap((root) => root.protectedPaths)
  const closed = { readable: false, writable: false, isGuard: false }
  return [
    ...rules.map(statementOf),
    ...guards.map(
      ({ path, kind }): Statement => ({
        path,
        readable: true,
        writable: false,
        from: 'protection',
        isGuard: kind === 'name',
      }),
    ),
    ...(privateDirectory === undefined
      ? []
      : [{ path: privateDirectory, from: 'rule', ...closed } satisfies Statement]),
  ]
}

function byDepth(statements: readonly Statement[]): readonly Statement[] {
  return statements
    .map((statement) => ({ statement, depth: namesOf(statement.path).length }))
    .sort((a, b) => a.depth - b.depth)
    .map(({ statement }) => statement)
}

/** The rules that count: a write rule only when its path exists. */
export function presentRules(policy: ResolvedPolicy): readonly PathRule[] {
  const missing = new Set(policy.writableRoots.filter((root) => !root.exists).map((root) => root.path))
  return policy.rules.filter((rule) => rule.access !== 'write' || !missing.has(rule.path))
}

function underGlobs(rules: readonly PathRule[], policy: ResolvedPolicy): readonly PathRule[] {
  const globs = compileGlobs(
    policy.globs.map((glob) => glob.pattern),
    'darwin',
  )
  return rules.map((rule) => (globs.denying(rule.path) === -1 ? rule : { ...rule, access: 'deny' }))
}

function statementOf({ path, access }: PathRule): Statement {
  return { path, readable: access !== 'deny', writable: access === 'write', from: 'rule', isGuard: false }
}

function withPlatformDefaults(rules: readonly PathRule[], policy: ResolvedPolicy): readonly PathRule[] {
  if (!policy.needsPlatformDefaults) return rules
  const written = new Set(rules.map((rule) => foldCase(rule.path, 'darwin')))
  const source = { keyPath: ':minimal' }
  const added = MACOS_PLATFORM_DEFAULTS.map((path): PathRule => ({ path, access: 'read', source }))
  return [...rules, ...added.filter((rule) => !written.has(foldCase(rule.path, 'darwin')))]
}

function parentKey(key: string): string {
  const end = key.lastIndexOf('/')
  return end <= 0 ? '/' : key.slice(0, end)
}
