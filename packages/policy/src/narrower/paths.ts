/** Compares what two policies say about every path there is, by asking at the few places where an answer can change. */

import { ACCESS_WIDTH } from '../access.js'
import { compileDecider, type DeciderOptions, LINUX_PLATFORM_DEFAULTS } from '../decide.js'
import { compileGlobs, splitGlob } from '../glob.js'
import { foldCase, isAtOrBelow, sortByPath } from '../paths.js'
import type { GlobRule, PathRule, ResolvedPolicy } from '../resolved.js'
import type { Widening } from './widening.js'

/**
 * The places where an answer without globs can change: rules and protected paths. Below such a place, up to the
 * next one, every path has the answer of the place; above all of them there is no rule.
 */
export function decisivePaths(
  policies: readonly ResolvedPolicy[],
  options: DeciderOptions = {},
): readonly string[] {
  const found = new Map<string, string>()
  for (const policy of policies) {
    const add = (path: string) => found.set(foldCase(path, policy.platform), path)
    for (const rule of policy.rules) add(rule.path)
    for (const root of policy.writableRoots) for (const guard of root.protectedPaths) add(guard.path)
    if (!policy.needsPlatformDefaults) continue
    for (const path of options.platformDefaults ?? LINUX_PLATFORM_DEFAULTS) {
      if (options.platformDefaults !== undefined || policy.platform === 'linux') add(path)
    }
  }
  const platform = policies[0]?.platform ?? 'linux'
  return sortByPath(found.values(), (path) => path, platform)
}

/** Where `a` answers more than `b`. May report a place that is equal, never misses one that is wider. */
export function pathWidenings(
  a: ResolvedPolicy,
  b: ResolvedPolicy,
  options: DeciderOptions,
): readonly Widening[] {
  const found: Widening[] = []
  const asked = compileDecider(a, options)
  // Globs of `b` only narrow it further and are compared as a whole below.
  const limit = compileDecider({ ...b, globs: [] }, options)
  const reported = new Set<unknown>()
  for (const path of decisivePaths([a, b], options)) {
    const mine = asked.decide(path)
    const most = limit.decide(path)
    if (ACCESS_WIDTH[mine.access] <= ACCESS_WIDTH[most.access]) continue
    const group = `${mine.rule === undefined ? '' : JSON.stringify(mine.rule)} ${most.access}`
    if (reported.has(group)) continue
    reported.add(group)
    const reason = `${path} is ${mine.access} here and ${most.access} in the limit.`
    found.push({ subject: path, rule: mine.rule, reason })
  }
  found.push(...globWidenings(a, b, options))
  if (hasUnknownDefaults([a, b], options)) found.push(...defaultWidenings(a, b))
  return found
}

function globWidenings(a: ResolvedPolicy, b: ResolvedPolicy, options: DeciderOptions): readonly Widening[] {
  if (b.globs.length === 0) return []
  const { platform } = a
  const fold = (glob: GlobRule) => foldCase(glob.pattern, platform)
  const own = new Set(a.globs.map(fold))
  const denying = compileGlobs(
    a.globs.map((glob) => glob.pattern),
    platform,
  )
  const asked = compileDecider(a, options)
  const open = decisivePaths([a], options).filter((path) => asked.decide(path).access !== 'deny')
  // `**` below a directory includes the same `**` below any directory of it.
  const includes = (outer: GlobRule, inner: GlobRule) => {
    const rest = splitGlob(outer.pattern).rest
    const same = foldCase(rest, platform) === foldCase(splitGlob(inner.pattern).rest, platform)
    return same && rest.startsWith('**/') && isAtOrBelow(inner.base, outer.base, platform)
  }
  const found: Widening[] = b.globs
    .filter((glob) => !own.has(fold(glob)))
    .filter((glob) => denying.denying(glob.base) === -1)
    .filter((glob) => !a.globs.some((each) => includes(each, glob)))
    .filter(
      (glob) =>
        (a.needsPlatformDefaults && hasUnknownDefaults([a], options)) ||
        asked.decide(glob.base).access !== 'deny' ||
        open.some((path) => isAtOrBelow(path, glob.base, platform)),
    )
    .map((glob) => ({
      subject: glob.pattern,
      rule: glob,
      reason: `The limit denies ${glob.pattern}; nothing here does.`,
    }))
  if (
    a.globScanMaxDepth !== undefined &&
    a.globScanMaxDepth < (b.globScanMaxDepth ?? Number.POSITIVE_INFINITY)
  ) {
    const reason = 'Globs would be searched less deep than the limit asks for.'
    found.push({ subject: 'filesystem.glob_scan_max_depth', reason })
  }
  return found
}

/** True when one of the policies asks for `:minimal` and nobody said which paths that is. */
export function hasUnknownDefaults(policies: readonly ResolvedPolicy[], options: DeciderOptions): boolean {
  return policies.some(
    (policy) =>
      policy.needsPlatformDefaults && policy.platform !== 'linux' && options.platformDefaults === undefined,
  )
}

/**
 * With unknown system paths anywhere, which are read rules like any other: a deny of the limit must stand here too,
 * or one of them could reopen it; and what is writable here must be so by a rule of the limit for the same path, or
 * one of them could make it read-only there.
 */
function defaultWidenings(a: ResolvedPolicy, b: ResolvedPolicy): readonly Widening[] {
  const found: Widening[] = []
  const missingIn = (limit: readonly PathRule[], rules: readonly PathRule[]) => {
    const known = new Set(limit.map((rule) => foldCase(rule.path, a.platform)))
    return rules.filter((rule) => !known.has(foldCase(rule.path, a.platform)))
  }
  if (a.needsPlatformDefaults && !b.needsPlatformDefaults && !b.fullDiskRead) {
    found.push({ subject: ':minimal', reason: 'The system paths are readable here only.' })
  }
  if (a.needsPlatformDefaults) {
    for (const rule of missingIn(
      a.rules,
      b.rules.filter((each) => each.access === 'deny'),
    )) {
      const reason = `The limit denies ${rule.path}, which :minimal may make readable here.`
      found.push({ subject: rule.path, rule, reason })
    }
  }
  if (b.needsPlatformDefaults) {
    const writes = a.rules.filter((rule) => rule.access === 'write')
    for (const rule of a.needsPlatformDefaults ? missingIn(b.rules, writes) : writes) {
      const reason = `${rule.path} is writable here, and :minimal may make some of it read-only in the limit.`
      found.push({ subject: rule.path, rule, reason })
    }
  }
  return found
}
