/** `sandbox policy show --for windows`: what a policy becomes under a restricted token, on any host. */

import { openPolicy, type PolicyRequest } from '@sandbox/core'
import type { ResolvedPolicy } from '@sandbox/policy'
import {
  assumedFacts,
  type HostFacts,
  lookAtDisk,
  planToken,
  renderGrants,
  type TokenPlan,
} from '@sandbox/windows-token'
import type { GivenOptions } from '../parse.js'
import { columns, printJson, printLines, shown } from '../print.js'
import { note, reportWarnings } from '../report.js'
import { asWindows, hostPath } from './as-windows.js'

/** @throws SandboxError when the policy cannot be enforced on Windows, with the name of the rule */
export async function showTokenPlan(request: PolicyRequest, options: GivenOptions): Promise<number> {
  const { policy: own, warnings } = await openPolicy(request)
  const isHere = own.platform === 'win32'
  const policy = isHere ? own : asWindows(own)
  // What is only advice is shown, and said to be advice.
  const plan = planToken(policy, factsFor(policy, isHere), { strict: false, servesEgress: true })
  if (options.has('json')) {
    printJson({ profile: policy.profile, roots: plan.grants, gaps: plan.gaps, network: policy.egress.mode })
    return 0
  }
  if (!options.has('quiet')) {
    reportWarnings([...warnings, ...policy.warnings])
    if (!isHere) note('drive C: stands for the files of this host')
  }
  printLines(planLines(policy, plan).map(shown))
  return 0
}

function factsFor(policy: ResolvedPolicy, isHere: boolean): HostFacts {
  const look = (path: string) => lookAtDisk(isHere ? path : hostPath(path))
  return { ...assumedFacts(policy.rules.map((rule) => rule.path)), look }
}

function planLines(policy: ResolvedPolicy, { grants, gaps }: TokenPlan): readonly string[] {
  const { mode } = policy.egress
  return [
    ...renderGrants(grants),
    ...(grants.length === 0 ? ['nothing is writable'] : []),
    '',
    ...columns([
      ['reads', 'not fenced'],
      ['network', mode === 'full' ? 'full' : `${mode}, as advice`],
      ...gaps.map(({ text }, at) => [at === 0 ? 'not kept' : '', text] as const),
    ]),
  ]
}
