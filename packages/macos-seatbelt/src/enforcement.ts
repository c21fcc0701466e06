/** Says for each mechanism how far it was applied, so that nothing weaker than full goes unseen. */

import type { Enforcement, EnforcementPart, ResolvedPolicy } from '@sandbox/policy'

/** The report of one run. */
export function enforcementOf(policy: ResolvedPolicy): Enforcement {
  return {
    backend: 'macos-seatbelt',
    parts: [{ mechanism: 'files', level: 'full' }, networkPart(policy), ...ALWAYS],
  }
}

function networkPart({ egress }: ResolvedPolicy): EnforcementPart {
  if (egress.mode !== 'full') return { mechanism: 'network', level: 'full' }
  return {
    mechanism: 'network',
    level: 'partial',
    missing: 'the policy gives every address (egress full); sockets of the file system stay closed',
  }
}

/** What Seatbelt does and does not do, whatever the policy. */
const ALWAYS: readonly EnforcementPart[] = [
  { mechanism: 'signals', level: 'full' },
  { mechanism: 'system-services', level: 'full' },
  {
    mechanism: 'process-tree',
    level: 'partial',
    missing: 'a process that the command leaves behind stays in its sandbox, but nothing ends it',
  },
]
