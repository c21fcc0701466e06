/** Looks at the host once: the inner stage, and which Landlock the kernel has. */

import { closeSync } from 'node:fs'
import type { ResolvedPolicy } from '@sandbox/policy'
import { landlockMissing } from './errors.js'
import type { DelegatedCgroup } from './stage/cgroup/find.js'
import { cgroupFor } from './stage/cgroup/host.js'
import { openInnerProgram } from './stage/inner-program.js'
import { askLandlockAbi, landlockAbi } from './stage/landlock-abi.js'
import { ProbeCache } from './stage/probe-cache.js'
import { runtimeDirectory } from './stage/runtime-directory.js'

/** What one look at the host found out. */
export interface LandlockFacts {
  readonly uid: number
  /** The version of the kernel's Landlock, at least 1. */
  readonly landlockAbi: number
  /** An open, verified descriptor of `sandbox-inner`. */
  readonly innerDescriptor: number
  /** Where run records and remembered answers live: see `runtimeDirectory`. */
  readonly runtimeDirectory: string
  /** Where a run with limits gets a cgroup of its own; undefined where it cannot, or the policy has no such limit. */
  readonly cgroup: DelegatedCgroup | undefined
}

/**
 * Collect the facts that planning needs. The descriptor in the answer belongs to the caller.
 *
 * @throws SandboxError `LANDLOCK_MISSING`, `INNER_STAGE_MISSING`, `BUNDLED_DIGEST`, `RUNTIME_DIRECTORY_UNUSABLE`
 */
export function probe(policy: ResolvedPolicy): LandlockFacts {
  const uid = process.getuid?.() ?? 0
  const directory = runtimeDirectory(uid, process.env, policy)
  const cache = new ProbeCache(directory)
  const inner = openInnerProgram(cache)
  // That there is none may have been remembered where something around us refused the question.
  const abi = landlockAbi(inner, cache) || askLandlockAbi(inner)
  if (abi === 0) {
    closeSync(inner.descriptor)
    throw landlockMissing()
  }
  const cgroup = cgroupFor(policy.limits)
  return { uid, landlockAbi: abi, innerDescriptor: inner.descriptor, runtimeDirectory: directory, cgroup }
}
