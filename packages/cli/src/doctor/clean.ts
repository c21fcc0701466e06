/** `sandbox doctor --clean`: takes back what runs changed on this host and nothing needs any more. */

import type { ResolvedPolicy } from '@sandbox/policy'
import { printJson, printLines, shown } from '../print.js'

/**
 * @returns 1 when an access list could not be restored
 * @throws SandboxError
 */
export async function cleanUp(policy: ResolvedPolicy, json: boolean): Promise<number> {
  if (policy.platform !== 'win32') {
    if (json) printJson({ undone: [], inUse: [], left: [] })
    else printLines(['Nothing to clean: on this system every run removes what it made.'])
    return 0
  }
  const { cleanHost } = await import('@sandbox/windows-token')
  const report = await cleanHost({ home: policy.home })
  const { undone, inUse, left } = report
  if (json) printJson(report)
  else {
    printLines([
      `Took back the access lists of ${undone.length} writable directories.`,
      ...inUse.map((root) => shown(`A running command needs ${root}.`)),
      ...left.map((path) => shown(`The access list of ${path} cannot be restored.`)),
    ])
  }
  return left.length === 0 ? 0 : 1
}
