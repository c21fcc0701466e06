/** Derives the lists that backends read from the rules: readable and writable roots, and what stays closed below. */

import { literalRules, type RuleTree } from '../decide/tree.js'
import { foldCase, isFilesystemRoot, type Platform, parentOf, sortByPath } from '../paths.js'
import type { GlobRule, PathRule, ProtectedPath, ResolvedPolicy, WritableRoot } from '../resolved.js'
import { readsWholeDisk, writesWholeDisk } from './full-disk.js'

/** What the lists are derived from. */
export interface RootSources {
  readonly platform: Platform
  /** One per path, sorted. */
  readonly rules: readonly PathRule[]
  /** True for a path that may not become a root, because a deny glob covers it. */
  readonly excludes: (path: string) => boolean
  readonly exists: (path: string) => boolean
  /** Every protected path of the policy, wherever it stands. */
  readonly protectedPaths: readonly ProtectedPath[]
}

/** The part of a policy that follows from its rules, globs and protected paths. */
export type DerivedLists = Pick<
  ResolvedPolicy,
  'fullDiskRead' | 'fullDiskWrite' | 'readableRoots' | 'writableRoots' | 'deniedPaths'
>

/** Derives all the lists. */
export function derivedLists(
  sources: RootSources,
  globs: readonly GlobRule[],
  unrestricted: boolean,
): DerivedLists {
  const { rules, platform } = sources
  const writable = writableRoots(sources)
  const noGlobs = globs.length === 0
  const fullDiskRead = unrestricted || (noGlobs && readsWholeDisk(rules, platform))
  return {
    fullDiskRead,
    fullDiskWrite: unrestricted || (noGlobs && writesWholeDisk(rules, writable, platform)),
    readableRoots: fullDiskRead ? [] : readableRoots(sources),
    writableRoots: writable,
    deniedPaths: rules.filter((rule) => rule.access === 'deny' && !isFilesystemRoot(rule.path, platform)),
  }
}

/** Read and write rules whose surroundings are not readable already. */
function readableRoots(sources: RootSources): readonly string[] {
  const tree = literalRules(sources.rules, sources.platform)
  return sources.rules
    .filter((rule) => rule.access !== 'deny' && !sources.excludes(rule.path))
    .filter((rule) => (ruleAbove(rule.path, tree, sources.platform)?.access ?? 'deny') === 'deny')
    .map((rule) => rule.path)
}

/** Every write rule, with the read rules and protected paths that belong to it and not to a root below it. */
function writableRoots(sources: RootSources): readonly WritableRoot[] {
  const { platform, rules } = sources
  const roots = rules.filter((rule) => rule.access === 'write' && !sources.excludes(rule.path))
  const byPath = new Map(roots.map((rule) => [foldCase(rule.path, platform), rule]))
  const writes = literalRules(roots, platform)
  const readOnly = new Map<PathRule, string[]>()
  for (const rule of rules) {
    if (rule.access !== 'read') continue
    const root = writes.find(rule.path)
    if (root !== undefined) listOf(readOnly, root).push(rule.path)
  }
  const guards = new Map<PathRule, ProtectedPath[]>()
  for (const guard of sources.protectedPaths) {
    // A missing root is skipped by backends, so the root around it must know the path as well.
    let root = ruleAbove(guard.path, writes, platform)
    while (root !== undefined) {
      listOf(guards, root).push(guard)
      if (sources.exists(root.path)) break
      root = ruleAbove(root.path, writes, platform)
    }
  }
  return [...byPath.values()].map((rule) => ({
    path: rule.path,
    exists: sources.exists(rule.path),
    readOnlySubpaths: sortByPath(listOf(readOnly, rule), (path) => path, platform),
    protectedPaths: uniqueGuards(listOf(guards, rule), platform),
  }))
}

/** The deepest rule above a path, not at it. */
function ruleAbove(path: string, tree: RuleTree, platform: Platform): PathRule | undefined {
  return isFilesystemRoot(path, platform) ? undefined : tree.find(parentOf(path, platform))
}

function listOf<T>(lists: Map<PathRule, T[]>, rule: PathRule): T[] {
  let list = lists.get(rule)
  if (list === undefined) {
    list = []
    lists.set(rule, list)
  }
  return list
}

function uniqueGuards(guards: readonly ProtectedPath[], platform: Platform): readonly ProtectedPath[] {
  const byPath = new Map<string, ProtectedPath>()
  for (const guard of guards) {
    const key = foldCase(guard.path, platform)
    // A gitdir is named more precisely than the protected name it may also be.
    if (byPath.get(key)?.kind !== 'gitdir') byPath.set(key, guard)
  }
  return sortByPath(byPath.values(), (guard) => guard.path, platform)
}
