/** Looks deny globs up, and loads what can do that only for a policy that has some. */

import type { ResolvedPolicy } from '@sandbox/policy'

/**
 * See `expandGlobs`. Asked anew for every run: an earlier command may have made a file that matches.
 *
 * @throws SandboxError `GLOB_TOO_MANY_MATCHES`, `GLOB_UNREADABLE`, `GLOB_UNSPEAKABLE_NAME`
 */
export async function globMatches(policy: ResolvedPolicy): Promise<readonly string[]> {
  if (policy.globs.length === 0) return []
  const { expandGlobs } = await import('./glob-matches.js')
  return expandGlobs(policy)
}
