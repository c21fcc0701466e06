/** Decides what of a policy this backend cannot enforce, and refuses it by name. Pure. */

import type { Limits, ResolvedPolicy } from '@sandbox/policy'
import { domainNotEnforced, egressNotEnforced, limitNotEnforced } from './errors.js'

/** Kept by whoever waits for the command; the others would need the kernel. */
const KEPT: readonly (keyof Limits)[] = ['timeout']

/**
 * Nothing runs under a policy that asks for more than is enforced.
 *
 * @throws SandboxError `LIMIT_NOT_ENFORCED`, `EGRESS_NOT_ENFORCED`
 */
export function refuseUnenforced(policy: ResolvedPolicy, hasProxy: boolean): void {
  const names = Object.entries(policy.limits).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  const limit = names.find((name) => !KEPT.some((kept) => kept === name))
  if (limit !== undefined) throw limitNotEnforced(limit)
  const { mode, domains } = policy.egress
  if (mode === 'proxy' && !hasProxy) throw egressNotEnforced()
  const [domain] = domains
  if (mode !== 'proxy' && domain !== undefined) throw domainNotEnforced(domain.host, domain.source.keyPath)
}
