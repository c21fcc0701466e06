/** Lists where two policies answer differently. */

import type { Access } from './access.js'
import { compileDecider, type DeciderOptions } from './decide.js'
import { decisivePaths } from './narrower/paths.js'
import type { ResolvedPolicy } from './resolved.js'

/** One difference. */
export type PolicyDifference =
  /** A path, and everything below it up to the next decisive path, is answered differently. */
  | { readonly kind: 'path'; readonly path: string; readonly before: Access; readonly after: Access }
  /** A deny glob that only one of the two has. */
  | { readonly kind: 'glob'; readonly pattern: string; readonly change: 'added' | 'removed' }
  /** A setting with another value. */
  | { readonly kind: 'setting'; readonly name: string; readonly before: unknown; readonly after: unknown }

/**
 * What changes when `after` takes the place of `before`; empty when every answer is the same.
 *
 * @example diff(before, after) // [{ kind: 'path', path: '/srv', before: 'read', after: 'write' }]
 */
export function diff(
  before: ResolvedPolicy,
  after: ResolvedPolicy,
  options: DeciderOptions = {},
): readonly PolicyDifference[] {
  return [
    ...pathDifferences(before, after, options),
    ...globDifferences(before, after),
    ...settingDifferences(before, after),
  ]
}

function pathDifferences(
  before: ResolvedPolicy,
  after: ResolvedPolicy,
  options: DeciderOptions,
): readonly PolicyDifference[] {
  const old = compileDecider({ ...before, globs: [] }, options)
  const now = compileDecider({ ...after, globs: [] }, options)
  return decisivePaths([before, after], options).flatMap((path) => {
    const [was, is] = [old.decide(path).access, now.decide(path).access]
    return was === is ? [] : [{ kind: 'path' as const, path, before: was, after: is }]
  })
}

function globDifferences(before: ResolvedPolicy, after: ResolvedPolicy): readonly PolicyDifference[] {
  const old = before.globs.map((glob) => glob.pattern)
  const now = after.globs.map((glob) => glob.pattern)
  const missing = (from: readonly string[], of: readonly string[]) =>
    from.filter((each) => !of.includes(each))
  return [
    ...missing(old, now).map((pattern) => ({ kind: 'glob' as const, pattern, change: 'removed' as const })),
    ...missing(now, old).map((pattern) => ({ kind: 'glob' as const, pattern, change: 'added' as const })),
  ]
}

/** Sections are compared key by key, without the places where rules were written. */
function settingDifferences(before: ResolvedPolicy, after: ResolvedPolicy): readonly PolicyDifference[] {
  const old = settingsOf(before)
  const now = settingsOf(after)
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)]
    return valueText(was) === valueText(is)
      ? []
      : [{ kind: 'setting' as const, name, before: was, after: is }]
  })
}

function settingsOf(policy: ResolvedPolicy): Map<string, unknown> {
  const sections = {
    network: policy.egress,
    environment: policy.environment,
    limits: policy.limits,
    linux: policy.linux,
  }
  const settings = new Map<string, unknown>([
    ['unrestricted', policy.unrestricted],
    ['needsPlatformDefaults', policy.needsPlatformDefaults],
    ['globScanMaxDepth', policy.globScanMaxDepth],
  ])
  for (const [section, values] of Object.entries(sections)) {
    for (const [key, value] of Object.entries(values)) settings.set(`${section}.${key}`, value)
  }
  return settings
}

function valueText(value: unknown): string | undefined {
  return JSON.stringify(value, (key, inner) => (key === 'source' ? undefined : inner))
}
