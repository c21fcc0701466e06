/** `sandbox policy`: look at, validate and compare policies. */

import { forOnlyShows, unknownPolicyVerb, verbNotThereYet } from './errors.js'
import type { GivenOptions } from './parse.js'

/** @throws SandboxError */
export async function policyVerb(words: readonly string[], options: GivenOptions): Promise<number> {
  const [verb, ...operands] = words
  if (options.has('for') && verb !== undefined && verb !== 'show') throw forOnlyShows(verb)
  switch (verb) {
    case 'show':
      return (await import('./policy/show.js')).showPolicy(operands, options)
    case 'check':
      return (await import('./policy/check.js')).checkPolicies(operands, options)
    case 'diff':
      return (await import('./policy/diff.js')).diffPolicies(operands, options)
    case 'schema':
      return (await import('./policy/schema.js')).printSchema(operands)
    case 'import':
      throw verbNotThereYet(
        'policy import',
        'Write the profile by hand; `sandbox policy check FILE` checks it.',
      )
    default:
      throw unknownPolicyVerb(verb)
  }
}
