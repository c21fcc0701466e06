/** Combines two policies into one that allows only what both allow: for approvals. */

import { ACCESS_WIDTH, type Access, narrowerAccess } from './access.js'
import { literalRules } from './decide/tree.js'
import { compileDecider, type Decider, type DeciderOptions } from './decide.js'
import { compileGlobs } from './glob.js'
import { intersectEgress, intersectEnvironment, intersectLimits } from './intersect/settings.js'
import { decisivePaths, hasUnknownDefaults } from './narrower/paths.js'
import { policiesOfTwoHosts } from './path-errors.js'
import { compareText, foldCase, parentOf } from './paths.js'
import { derivedLists } from './resolve/roots.js'
import type { GlobRule, PathRule, ResolvedPolicy } from './resolved.js'

/**
 * What `requested` asks for, as far as `granted` gives it. The result is never wider than either: on every path it
 * answers at most the narrower of the two answers. Its name, home and workspace roots are those of `requested`.
 * Where `:minimal` is asked for and nobody says which paths that is (elsewhere than on Linux, without
 * `platformDefaults`), less may be writable than both allow.
 *
 * @throws SandboxError `POLICIES_OF_TWO_HOSTS` when they were resolved for different platforms or hosts
 * @example intersect(asked, allowed).writableRoots
 */
export function intersect(
  requested: ResolvedPolicy,
  granted: ResolvedPolicy,
  options: DeciderOptions = {},
): ResolvedPolicy {
  const { platform } = requested
  const aliases = requested.aliases ?? []
  if (platform !== granted.platform || JSON.stringify(aliases) !== JSON.stringify(granted.aliases ?? [])) {
    throw policiesOfTwoHosts()
  }
  const both = [requested, granted] as const
  const globs = unionOfGlobs(both)
  const rules = narrowedRules(both, options)
  const denying = compileGlobs(
    globs.map((glob) => glob.pattern),
    platform,
  )
  const roots = both.flatMap((policy) => policy.writableRoots)
  const missing = new Set(roots.filter((root) => !root.exists).map((root) => foldCase(root.path, platform)))
  const unrestricted = both.every((policy) => policy.unrestricted)
  const sources = {
    platform,
    rules,
    excludes: (path: string) => denying.denying(path) !== -1,
    exists: (path: string) => !missing.has(foldCase(path, platform)),
    protectedPaths: roots.flatMap((root) => root.protectedPaths),
  }
  return {
    ...requested,
    unrestricted,
    rules,
    globs,
    globScanMaxDepth: deepest(both),
    protectedNames: [...new Set(both.flatMap((policy) => policy.protectedNames))].sort(),
    needsPlatformDefaults: asksForDefaults(requested, granted),
    ...derivedLists(sources, globs, unrestricted),
    egress: intersectEgress(requested.egress, granted.egress),
    environment: intersectEnvironment(requested.environment, granted.environment),
    limits: intersectLimits(requested.limits, granted.limits),
    linux: {
      ...granted.linux,
      allowNestedUserns: both.every((policy) => policy.linux.allowNestedUserns),
    },
    warnings: [...requested.warnings, ...granted.warnings],
  }
}

function asksForDefaults(a: ResolvedPolicy, b: ResolvedPolicy): boolean {
  if (a.needsPlatformDefaults && b.needsPlatformDefaults) return true
  return (a.needsPlatformDefaults && b.fullDiskRead) || (b.needsPlatformDefaults && a.fullDiskRead)
}

/** A rule for every place where either policy changes its answer, with the narrower of the two answers. */
function narrowedRules(
  both: readonly [ResolvedPolicy, ResolvedPolicy],
  options: DeciderOptions,
): readonly PathRule[] {
  const [requested, granted] = both
  const { platform } = requested
  // Globs stay globs: a rule in their place could be reopened.
  const deciders = both.map((policy) => compileDecider({ ...policy, globs: [] }, options))
  const trees = both.map((policy) => literalRules(policy.rules, platform))
  const sharesDefaults = asksForDefaults(requested, granted)
  // Unknown system paths may make parts read-only, unless a rule for the very path says otherwise.
  const mayNarrow = hasUnknownDefaults(both, options) ? both.filter((each) => each.needsPlatformDefaults) : []
  const isWritten = (policy: ResolvedPolicy, path: string) =>
    isAt(trees[both.indexOf(policy)]?.find(path), path, platform)
  const rules: PathRule[] = []
  const accepted = literalRules([], platform)
  for (const path of decisivePaths(both, options)) {
    const written = trees.map((tree) => tree.find(path)).find((rule) => isAt(rule, path, platform))
    // Protected paths stay what they are, and shared platform paths stay the backend's.
    const isDefault = !sharesDefaults && both.some((policy) => policy.needsPlatformDefaults)
    if (written === undefined && !isDefault) continue
    const capped = mayNarrow.some((policy) => !sharesDefaults || !isWritten(policy, path))
    const rule = narrowest(path, deciders, written, capped ? 'read' : 'write')
    const above = accepted.find(parentOf(path, platform))?.access ?? 'deny'
    if (rule.access === 'deny' && above === 'deny' && !sharesDefaults) continue
    accepted.addRule(rule)
    rules.push(rule)
  }
  return rules
}

function isAt(rule: PathRule | undefined, path: string, platform: ResolvedPolicy['platform']): boolean {
  return rule !== undefined && foldCase(rule.path, platform) === foldCase(path, platform)
}

function narrowest(
  path: string,
  deciders: readonly Decider[],
  written: PathRule | undefined,
  most: Access,
): PathRule {
  const answers = deciders.map((decider) => decider.decide(path))
  const access = answers.map((answer) => answer.access).reduce(narrowerAccess, most)
  const deciding = answers.find((answer) => ACCESS_WIDTH[answer.access] === ACCESS_WIDTH[access])
  const source = deciding?.rule?.source ?? written?.source ?? { keyPath: 'intersection' }
  return { path, access, source }
}

function unionOfGlobs(both: readonly ResolvedPolicy[]): readonly GlobRule[] {
  const byPattern = new Map(both.flatMap((policy) => policy.globs).map((glob) => [glob.pattern, glob]))
  return [...byPattern.values()].sort((a, b) => compareText(a.pattern, b.pattern))
}

/** Undefined, which is no bound, as soon as a policy with globs has none. */
function deepest(both: readonly ResolvedPolicy[]): number | undefined {
  const depths = both.filter((policy) => policy.globs.length > 0).map((policy) => policy.globScanMaxDepth)
  const bounds = depths.filter((depth) => depth !== undefined)
  return bounds.length === 0 || bounds.length < depths.length ? undefined : Math.max(...bounds)
}
