/** Says for each mechanism how far it was applied, so that nothing weaker than full goes unseen. */

import type { Enforcement, EnforcementPart, ResolvedPolicy } from '@sandbox/policy'

/** The report of one run. */
export function enforcementOf(policy: ResolvedPolicy): Enforcement {
  return {
    backend: 'macos-seatbelt',
    parts: [
      { mechanism: 'files', level: 'full' },
      part('network', missingOfNetwork(policy)),
      { mechanism: 'signals', level: 'full' },
      part('system-services', missingOfServices(policy)),
      part(
        'process-tree',
        'a process that the command leaves behind stays in its sandbox, but nothing ends it',
      ),
    ],
  }
}

function part(mechanism: string, missing: string | undefined): EnforcementPart {
  return missing === undefined ? { mechanism, level: 'full' } : { mechanism, level: 'partial', missing }
}

function missingOfNetwork({ egress }: ResolvedPolicy): string | undefined {
  if (egress.mode === 'full') {
    return 'the policy gives every address (egress full); sockets of the file system stay closed'
  }
  return egress.allowLocalBinding
    ? 'other hosts may reach servers of the command (allow_local_binding): the system may count every address of this host as localhost'
    : undefined
}

function missingOfServices({ egress }: ResolvedPolicy): string | undefined {
  return egress.mode === 'none'
    ? undefined
    : 'the service for certificates is that of keychains too: what /usr/bin/security may read of the login keychain, the command may read'
}
