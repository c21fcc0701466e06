/** Decides whether one policy is never wider than another: for project files and managed limits. */

import type { DeciderOptions } from './decide.js'
import { egressWidenings } from './narrower/egress.js'
import { environmentWidenings } from './narrower/environment.js'
import { pathWidenings } from './narrower/paths.js'
import { limitWidenings, linuxWidenings } from './narrower/settings.js'
import type { Widening } from './narrower/widening.js'
import type { ResolvedPolicy } from './resolved.js'

export type { Widening } from './narrower/widening.js'

/** The answer, with every place where `a` is wider. */
export type NarrowerResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly widening: readonly Widening[] }

/**
 * True when `a` allows nothing that `b` does not: no path, no egress, no variable, no looser limit. It never says
 * yes when `a` is wider; it may say no when it cannot tell. Both policies are of one host.
 *
 * @example
 * const answer = narrowerOrEqual(project, user)
 * if (!answer.ok) for (const { subject, reason } of answer.widening) console.error(subject, reason)
 */
export function narrowerOrEqual(
  a: ResolvedPolicy,
  b: ResolvedPolicy,
  options: DeciderOptions = {},
): NarrowerResult {
  const widening = [
    ...scopeWidenings(a, b, options),
    ...egressWidenings(a.egress, b.egress),
    ...environmentWidenings(a.environment, b.environment),
    ...limitWidenings(a.limits, b.limits),
    ...linuxWidenings(a.linux, b.linux),
  ]
  return widening.length === 0 ? { ok: true } : { ok: false, widening }
}

function scopeWidenings(a: ResolvedPolicy, b: ResolvedPolicy, options: DeciderOptions): readonly Widening[] {
  if (a.platform !== b.platform) {
    return [{ subject: 'platform', reason: `One policy is for ${a.platform}, the other for ${b.platform}.` }]
  }
  if (JSON.stringify(a.aliases ?? []) !== JSON.stringify(b.aliases ?? [])) {
    return [{ subject: 'host', reason: 'The policies were resolved on hosts with different links below /.' }]
  }
  if (b.unrestricted) return []
  if (a.unrestricted) return [{ subject: 'profile', reason: `${a.profile} runs without a sandbox.` }]
  return pathWidenings(a, b, options)
}
