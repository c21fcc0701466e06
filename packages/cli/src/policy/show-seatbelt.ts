/** `sandbox policy show --for macos`: the Seatbelt profile of a policy, on any host. */

import { openPolicy, type PolicyRequest } from '@sandbox/core'
import { hostFacts, renderProfile, usualPrivateDirectory } from '@sandbox/macos-seatbelt'
import { STAND_IN_PORT } from '@sandbox/policy'
import type { GivenOptions } from '../parse.js'
import { printJson, printLines, shown } from '../print.js'
import { note, reportWarnings } from '../report.js'

/** @throws SandboxError when the policy has no meaning on macOS */
export async function showSeatbeltProfile(request: PolicyRequest, options: GivenOptions): Promise<number> {
  const { policy, warnings } = await openPolicy({ ...request, platform: 'darwin' })
  const { text, params } = renderProfile(policy, {
    ...hostFacts(policy),
    privateDirectory: usualPrivateDirectory(policy),
    proxyPort: STAND_IN_PORT,
  })
  if (options.has('json')) {
    printJson({ profile: policy.profile, text, params })
    return 0
  }
  if (!options.has('quiet')) {
    reportWarnings([...warnings, ...policy.warnings])
    if (policy.egress.mode === 'proxy') note(`port ${STAND_IN_PORT} stands for that of the egress proxy`)
  }
  const definitions = Object.entries(params).map(([name, value]) => `;   ${name}=${value}`)
  printLines([...text.trimEnd().split('\n'), '', '; Definitions (-D):', ...definitions].map(shown))
  return 0
}
