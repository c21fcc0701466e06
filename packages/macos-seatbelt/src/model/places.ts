/** Puts everything a policy says about paths into one tree of places, each readable or not and writable or not. */

import {
  compileGlobs,
  foldCase,
  isAtOrBelow,
  MACOS_PLATFORM_DEFAULTS,
  type PathRule,
  type ProtectedPath,
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
  readonly isGuard: boolean
}

/**
 * Builds the tree. A write rule for something missing is left out, as the policy's warning says; a rule that a deny glob
 * covers opens nothing.
 */
export function placesOf(policy: ResolvedPolicy, facts: HostFacts): PlaceTree {
  const byPath = new Map<string, Place>()
  const keyOf = (path: string) => foldCase(path, 'darwin')
  const find = (path: string): Place | undefined => {
    for (let key = keyOf(path); ; key = parentKey(key)) {
      const place = byPath.get(key)
      if (place !== undefined || key === '/') return place
    }
  }
  const rules = underGlobs(withPlatformDefaults(presentRules(policy), policy), policy)
  const written = new Set(rules.map((rule) => keyOf(rule.path)))
  const statements = [
    ...rules.map(statementOf),
    ...guardsOf(policy, rules)
      .filter(({ path }) => !written.has(keyOf(path)))
      .map(
        ({ path, kind }): Statement => ({ path, readable: true, writable: false, isGuard: kind === 'name' }),
      ),
    ...privateStatement(facts),
  ]
  for (const statement of statements.sort((a, b) => namesOf(a.path).length - namesOf(b.path).length)) {
    const key = keyOf(statement.path)
    if (byPath.has(key)) continue
    const above = key === '/' ? undefined : find(parentKey(key))
    const fact = facts.paths.look(statement.path)
    byPath.set(key, { ...statement, path: fact.spelling, fact, above })
  }
  return { places: [...byPath.values()], find }
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
  return { path, readable: access !== 'deny', writable: access === 'write', isGuard: false }
}

function withPlatformDefaults(rules: readonly PathRule[], policy: ResolvedPolicy): readonly PathRule[] {
  if (!policy.needsPlatformDefaults) return rules
  const written = new Set(rules.map((rule) => foldCase(rule.path, 'darwin')))
  const source = { keyPath: ':minimal' }
  const added = MACOS_PLATFORM_DEFAULTS.map((path): PathRule => ({ path, access: 'read', source }))
  return [...rules, ...added.filter((rule) => !written.has(foldCase(rule.path, 'darwin')))]
}

/** A protection counts only where the rule around it lets something be written. */
function guardsOf(policy: ResolvedPolicy, rules: readonly PathRule[]): readonly ProtectedPath[] {
  const guards = policy.writableRoots.flatMap((root) => root.protectedPaths)
  return guards.filter(({ path }) => {
    const around = rules.filter((rule) => isAtOrBelow(path, rule.path, 'darwin'))
    const deepest = around.reduce<PathRule | undefined>(
      (best, rule) => (best === undefined || rule.path.length > best.path.length ? rule : best),
      undefined,
    )
    return deepest?.access === 'write'
  })
}

function privateStatement({ privateDirectory }: HostFacts): readonly Statement[] {
  if (privateDirectory === undefined) return []
  return [{ path: privateDirectory, readable: false, writable: false, isGuard: false }]
}

function parentKey(key: string): string {
  const end = key.lastIndexOf('/')
  return end <= 0 ? '/' : key.slice(0, end)
}
