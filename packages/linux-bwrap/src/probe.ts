/** Looks at the host once: which launcher, which inner stage, what works with them. */

import { closeSync, readFileSync } from 'node:fs'
import type { ResolvedPolicy } from '@sandbox/policy'
import { innerStageMissing, wsl1Unsupported } from './errors.js'
import type { HostFacts } from './facts.js'
import { landlockAbi } from './launcher/landlock-abi.js'
import { ProbeCache } from './launcher/probe-cache.js'
import { selectLauncher } from './launcher/select.js'
import { openVerified } from './launcher/verify.js'
import { runtimeDirectory } from './runtime-directory.js'
import { findVendorFile } from './vendor.js'
import { warningsOf } from './warnings.js'
import { wslVersion } from './wsl.js'

/**
 * Collect the facts that planning needs. The descriptors in the answer belong to the caller.
 *
 * @throws SandboxError when nothing on this host can enforce a policy; the hint says what to install or allow
 * @example
 * const facts = await probe(policy)
 * console.log(facts.launcher.path, facts.launcher.reasons, facts.proc, facts.masks)
 */
export async function probe(policy: ResolvedPolicy): Promise<HostFacts> {
  if (wslVersion(readFileSync('/proc/version', 'utf8')) === 1) throw wsl1Unsupported()
  const uid = process.getuid?.() ?? 0
  const file = findVendorFile('sandbox-inner')
  if (file === undefined) throw innerStageMissing(process.arch)
  const directory = runtimeDirectory(uid, process.env, policy)
  const cache = new ProbeCache(directory)
  const innerDescriptor = openVerified(file, cache)
  try {
    const inner = { path: file.path, descriptor: innerDescriptor }
    const selected = selectLauncher({
      policy,
      uid,
      choice: policy.linux.launcher,
      searchPath: process.env.PATH ?? '',
      cache,
      inner,
    })
    const { proc, masks } = selected.trial
    return {
      uid,
      launcher: selected.launcher,
      innerDescriptor,
      runtimeDirectory: directory,
      proc,
      masks,
      landlockAbi: landlockAbi(inner, cache),
      warnings: warningsOf(selected),
    }
  } catch (error) {
    closeSync(innerDescriptor)
    throw error
  }
}
