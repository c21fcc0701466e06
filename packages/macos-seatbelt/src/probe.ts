/** Looks at the host once: the files a policy speaks about, and whether profiles can be applied here at all. */

import { accessSync, constants } from 'node:fs'
import type { ResolvedPolicy } from '@sandbox/policy'
import { launcherMissing } from './errors.js'
import type { HostFacts } from './facts.js'
import { globMatches } from './glob-matches.js'
import { hostPaths } from './host-paths.js'

/** Never looked up in PATH: a writable directory there could hold another one. The system protects this file. */
export const SANDBOX_EXEC = '/usr/bin/sandbox-exec'

/**
 * Collects the facts that a profile is made from.
 *
 * @param launcher the program that applies profiles; another one only in tests
 * @throws SandboxError `SEATBELT_NOT_FOUND`
 * @example
 * const profile = renderProfile(policy, probe(policy))
 */
export function probe(policy: ResolvedPolicy, launcher: string = SANDBOX_EXEC): HostFacts {
  try {
    accessSync(launcher, constants.X_OK)
  } catch (error) {
    throw launcherMissing(launcher, error)
  }
  return hostFacts(policy)
}

/** The same without asking for the launcher: for looking at a profile on any host. */
export function hostFacts(policy: ResolvedPolicy): HostFacts {
  return { paths: hostPaths(), globMatches: globMatches(policy) }
}
