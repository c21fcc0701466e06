/** Compares what two policies say about every path there is, by asking at the few places where an answer can change. */

import { ACCESS_WIDTH } from '../access.js'
import { compileDecider, type DeciderOptions, LINUX_PLATFORM_DEFAULTS } from '../decide.js'
import { compileGlobs, splitGlob } from '../glob.js'
import { foldCase, isAtOrBelow, sortByPath } from '../paths.js'
import type { GlobRule, ResolvedPolicy } from '../resolved.js'
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
  if (a.needsPlatformDefaults) found.push(...defaultWidenings(a, b, options))
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

/** Where the platform's paths are not known here, every deny rule of `b` must be in `a` as well. */
function defaultWidenings(
  a: ResolvedPolicy,
  b: ResolvedPolicy,
  options: DeciderOptions,
): readonly Widening[] {
  if (a.platform === 'linux' || options.platformDefaults !== undefined) return []
  if (!b.needsPlatformDefaults && !b.fullDiskRead) {
    return [{ subject: ':minimal', reason: 'The system paths are readable here only.' }]
  }
  const denied = new Set(a.deniedPaths.map((rule) => foldCase(rule.path, a.platform)))
  return b.deniedPaths
    .filter((rule) => !denied.has(foldCase(rule.path, a.platform)))
    .map((rule) => ({
      subject: rule.path,
      rule,
      reason: `The limit denies ${rule.path}, which :minimal may make readable here.`,
    }))
}
