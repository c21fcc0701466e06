/** What the cgroup of one run is to be like. */

import { join } from 'node:path'
import type { Limits } from '@sandbox/policy'
import { ownIdentity } from '../process-identity.js'
import type { ReachedLimits } from './events.js'
import type { DelegatedCgroup } from './find.js'
import { cgroupName } from './name.js'

/** A cgroup that is made for a run and removed at its end. */
export interface CgroupPlan {
  readonly directory: string
  /** What is written into its files, in this order. */
  readonly settings: Readonly<Record<string, string>>
  /** The limits of the policy that its counters tell of. A number that was carried over is not among them. */
  readonly tells: Readonly<ReachedLimits>
}

/**
 * The plan of a new run.
 *
 * @param ownProcesses how many of ours are in the cgroup beside the command
 */
export function planCgroup(limits: Limits, parent: DelegatedCgroup, ownProcesses: number): CgroupPlan {
  const name = cgroupName(ownIdentity(), process.hrtime.bigint())
  return {
    directory: join(parent.directory, name),
    ...cgroupSettings(limits, parent.processes, ownProcesses),
  }
}

/** The kernel's words for the limits. */
export function cgroupSettings(
  { memory, processes }: Limits,
  allowed: number | undefined,
  ownProcesses: number,
): Omit<CgroupPlan, 'directory'> {
  const wanted = processes === undefined ? undefined : processes + ownProcesses
  const counts = [wanted, allowed].filter((count) => count !== undefined)
  const settings = {
    // All of it dies together: a command that lost one process at random would go on half.
    ...(memory === undefined
      ? {}
      : { 'memory.max': String(memory), 'memory.swap.max': '0', 'memory.oom.group': '1' }),
    ...(counts.length === 0 ? {} : { 'pids.max': String(Math.min(...counts)) }),
  }
  const isOurs = wanted !== undefined && wanted <= (allowed ?? wanted)
  return { settings, tells: { memory: memory !== undefined, processes: isOurs } }
}
