/** Says for each mechanism how far it was applied, so that nothing weaker than full goes unseen. */

import {
  enforcementParts,
  limitParts,
  type Ruleset,
  servedSockets,
} from '@sandbox/linux-landlock-seccomp/stage'
import type { Enforcement, EnforcementPart, ResolvedPolicy } from '@sandbox/policy'
import type { HostFacts } from './facts.js'
import type { OpenSpelling } from './plan/spellings.js'

/** The report of one run. */
export function enforcementOf(
  policy: ResolvedPolicy,
  facts: HostFacts,
  ruleset: Ruleset,
  open?: OpenSpelling,
): Enforcement {
  const full = (mechanism: string): EnforcementPart => ({ mechanism, level: 'full' })
  return {
    backend: 'linux-bwrap',
    parts: [
      open === undefined
        ? full('mounts')
        : {
            mechanism: 'mounts',
            level: 'partial',
            missing: `${open.path} can be reached as ${open.other}, and other closed paths of its file system likewise`,
          },
      full('pid-namespace'),
      full('ipc-namespace'),
      policy.egress.mode === 'full'
        ? {
            mechanism: 'network-namespace',
            level: 'none',
            missing: 'the policy gives the host network (egress full)',
          }
        : full('network-namespace'),
      ...(policy.egress.mode === 'proxy' ? [full('egress-proxy')] : []),
      ...(servedSockets(policy.egress).length === 0 ? [] : [full('unix-sockets')]),
      facts.proc === 'fresh'
        ? full('fresh-proc')
        : {
            mechanism: 'fresh-proc',
            level: 'partial',
            missing: 'this host does not allow a new /proc: the host processes are visible, read-only',
          },
      full('no-capabilities'),
      full('system-call-filter'),
      ...enforcementParts(ruleset),
      ...limitParts(policy.limits, facts.cgroup !== undefined),
    ],
  }
}
