/** Refuses by name what this host, as it was found, cannot enforce. Pure. */

import { type ResolvedPolicy, SandboxError } from '@sandbox/policy'
import type { HostFacts } from './facts.js'

/** @throws SandboxError `NESTED_NAMESPACES_NOT_ENFORCED` */
export function refuseUnenforcedHere({ linux }: ResolvedPolicy, { masks }: Pick<HostFacts, 'masks'>): void {
  if (!linux.allowNestedUserns || masks === 'inner') return
  throw new SandboxError({
    code: 'NESTED_NAMESPACES_NOT_ENFORCED',
    message: 'this host cannot keep paths closed in user namespaces that the command makes itself',
    hint: 'Leave linux.allow_nested_userns out, or allow nested user namespaces (user.max_user_namespaces).',
  })
}
