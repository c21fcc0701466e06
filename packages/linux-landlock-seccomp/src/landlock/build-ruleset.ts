/** Makes the Landlock ruleset of a run. */

import type { ResolvedPolicy } from '@sandbox/policy'
import { aloneRuleset } from './alone.js'
import { layerRuleset } from './layer.js'
import { NEWEST_ABI } from './rights.js'
import type { LandlockFeatures, Ruleset, RulesetOptions } from './ruleset.js'

/**
 * What Landlock closes and leaves open for a policy. Never weaker than the policy without saying so in `missing`, and
 * for the purpose `alone` never weaker without a word in `accept` where that could be avoided; stricter places are
 * named in `warnings`.
 *
 * @throws SandboxError `LANDLOCK_MISSING` and `LANDLOCK_CANNOT_KEEP`, both for the purpose `alone` only
 * @example
 * const ruleset = buildRuleset(policy, { abi: 7 }, { purpose: 'layer' })
 * const words = rulesetWords(ruleset) // for the spec of `sandbox-inner`
 */
export function buildRuleset(
  policy: ResolvedPolicy,
  features: LandlockFeatures,
  options: RulesetOptions,
): Ruleset {
  const abi = Math.min(features.abi, NEWEST_ABI)
  return options.purpose === 'layer' ? layerRuleset(policy, abi, options) : aloneRuleset(policy, abi, options)
}
