/** Says for each mechanism how far it was applied, so that nothing weaker than full goes unseen. Pure. */

import type { Enforcement, EnforcementPart, ResolvedPolicy } from '@sandbox/policy'
import { DESKTOP_GAP, FILE_GAPS, type Gap, kernelGaps } from './guarantees.js'

/** The report of one run. */
export function enforcementOf(policy: ResolvedPolicy, coveredRights: number): Enforcement {
  return {
    backend: 'windows-token',
    parts: [filesPart([...kernelGaps(coveredRights), ...FILE_GAPS]), networkPart(policy), ...ALWAYS],
  }
}

function filesPart(gaps: readonly Gap[]): EnforcementPart {
  return { mechanism: 'files-write', level: 'partial', missing: gaps.map(({ text }) => text).join('; ') }
}

function networkPart({ egress }: ResolvedPolicy): EnforcementPart {
  if (egress.mode === 'full') {
    return {
      mechanism: 'network',
      level: 'partial',
      missing: 'the policy gives every address (egress full)',
    }
  }
  return {
    mechanism: 'network',
    level: 'none',
    missing: `mode ${egress.mode} is advice in environment variables, which programs may ignore`,
  }
}

/** What this backend does and does not do, whatever the policy. */
const ALWAYS: readonly EnforcementPart[] = [
  { mechanism: 'files-read', level: 'none', missing: 'a command reads what you can read' },
  { mechanism: 'process-tree', level: 'full' },
  { mechanism: 'handles', level: 'full' },
  { mechanism: 'desktop', level: 'partial', missing: DESKTOP_GAP.text },
  {
    mechanism: 'processes',
    level: 'none',
    missing: 'a command can look into your other processes, and may end those that Windows lets it end',
  },
]
