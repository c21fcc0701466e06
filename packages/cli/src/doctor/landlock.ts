/** What the backend without namespaces would do for a policy here. */

import type { ResolvedPolicy } from '@sandbox/policy'

/** See the module. */
export interface LandlockReport {
  /** The version of the kernel's Landlock. */
  readonly abi: number
  /** The ruleset, a fact per line. */
  readonly ruleset: readonly string[]
}

/** @throws SandboxError when the policy cannot be enforced so */
export async function readLandlock(policy: ResolvedPolicy, strict: boolean): Promise<LandlockReport> {
  const { prepareLandlock, renderRuleset } = await import('@sandbox/linux-landlock-seccomp')
  const prepared = await prepareLandlock(policy, { strict })
  try {
    const { ruleset } = await prepared.confinement(process.env)
    return { abi: prepared.facts.landlockAbi, ruleset: renderRuleset(ruleset).trimEnd().split('\n') }
  } finally {
    await prepared.close()
  }
}
