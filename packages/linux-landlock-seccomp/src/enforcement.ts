/** Says for each mechanism how far it was applied, and what the host without namespaces leaves open. */

import type { Enforcement, EnforcementPart, ResolvedPolicy } from '@sandbox/policy'
import { enforcementParts, type Ruleset } from './landlock/ruleset.js'
import { limitParts } from './stage/limits.js'

/** The report of one run. */
export function enforcementOf(policy: ResolvedPolicy, ruleset: Ruleset, hasCgroup: boolean): Enforcement {
  return {
    backend: 'linux-landlock-seccomp',
    parts: [
      ...enforcementParts(ruleset),
      { mechanism: 'system-call-filter', level: 'full' },
      { mechanism: 'no-capabilities', level: 'full' },
      none(
        'mount-namespace',
        'names and metadata of every file can be seen; Landlock decides what can be opened',
      ),
      none(
        'pid-namespace',
        'the processes of the host can be seen, and those of the user given another priority; Landlock decides which can be signalled',
      ),
      none('ipc-namespace', 'System V IPC and message queues cannot be used at all: the filter refuses them'),
      networkPart(policy),
      {
        mechanism: 'end-of-run',
        level: 'partial',
        missing: 'what the command leaves behind is ended, unless it forks and ends faster than it is found',
      },
      ...limitParts(policy.limits, hasCgroup),
    ],
  }
}

const none = (mechanism: string, missing: string): EnforcementPart => ({ mechanism, level: 'none', missing })

function networkPart({ egress }: ResolvedPolicy): EnforcementPart {
  return none(
    'network-namespace',
    egress.mode === 'full'
      ? 'the policy gives the host network (egress full)'
      : 'the system call filter lets nothing be connected; interfaces and addresses of the host can be seen',
  )
}
