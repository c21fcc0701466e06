/** Prints the system call filter that a policy gets, for people. */

import { type Arch, buildFilter, disassemble } from '@sandbox/linux-landlock-seccomp'
import type { ResolvedPolicy } from '@sandbox/policy'
import { noFilterHere } from '../errors.js'
import { printJson, printLines } from '../print.js'

/** @throws SandboxError `CLI_NO_FILTER` on hosts whose backend has none */
export function printFilter(policy: ResolvedPolicy, json: boolean): number {
  const { arch, platform } = process
  if (platform !== 'linux' || policy.unrestricted)
    throw noFilterHere(policy.unrestricted ? policy.profile : platform)
  const filter = buildFilter({ egress: policy.egress.mode, arch: arch as Arch })
  const lines = disassemble(filter, arch as Arch).split('\n')
  if (json) printJson({ egress: policy.egress.mode, architecture: arch, instructions: lines })
  else printLines(lines)
  return 0
}
