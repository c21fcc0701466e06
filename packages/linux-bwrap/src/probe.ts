/** Looks at the host once: which launcher, which inner stage, what works with them. */

import { closeSync, readFileSync } from 'node:fs'
import {
  cgroupFor,
  landlockAbi,
  openInnerProgram,
  ProbeCache,
  runtimeDirectory,
} from '@sandbox/linux-landlock-seccomp/stage'
import type { ResolvedPolicy } from '@sandbox/policy'
import { wsl1Unsupported } from './errors.js'
import type { HostFacts } from './facts.js'
import { kernelVersion, ptraceScope } from './kernel.js'
import { selectLauncher } from './launcher/select.js'
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
  const directory = runtimeDirectory(uid, process.env, policy)
  const cache = new ProbeCache(directory)
  const inner = openInnerProgram(cache)
  try {
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
      innerDescriptor: inner.descriptor,
      innerPath: inner.path,
      runtimeDirectory: directory,
      proc,
      masks,
      kernel: kernelVersion(),
      ptraceScope: ptraceScope(),
      landlockAbi: landlockAbi(inner, cache),
      cgroup: cgroupFor(policy.limits),
      warnings: warningsOf(selected),
    }
  } catch (error) {
    closeSync(inner.descriptor)
    throw error
  }
}
