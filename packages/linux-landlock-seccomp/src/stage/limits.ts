/** Resource limits: how the inner stage is told of them, and how people are told what they hold and that one was reached. */

import type { Denial, EnforcementPart, Limits } from '@sandbox/policy'
import type { ReachedLimits } from './cgroup/events.js'
import type { InnerStatus } from './status.js'

/** What the kernel limits for the inner stage; the rest is kept by whoever waits for the command. */
type KernelLimit = 'memory' | 'processes' | 'files' | 'cpu'

/**
 * Words of the spec. Processor time counts in whole seconds there, so it is rounded up.
 *
 * @param hasCgroup the run's processes are counted by a cgroup, which knows no exempted users and nobody else's processes
 */
export function limitWords(limits: Limits, hasCgroup: boolean): readonly string[] {
  const { memory, processes, files, cpu } = limits
  const values: Readonly<Record<KernelLimit, number | undefined>> = {
    memory,
    processes: hasCgroup ? undefined : processes,
    files,
    cpu: cpu === undefined ? undefined : Math.ceil(cpu / 1000),
  }
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : ['limit', name, String(value)],
  )
}

/** The limits that can be known to have ended a command. */
export type EndingLimit = 'timeout' | 'cpu' | 'files' | 'output' | 'memory' | 'processes'

/** The limits that the end of a run is owed to. One that the command reached and lived with is no reason for anything. */
export function limitsBehind(
  status: InnerStatus,
  exitCode: number,
  { memory, processes }: ReachedLimits,
): readonly EndingLimit[] {
  const told = status.phase === 'signaled' ? status.overLimit : undefined
  return [
    ...(told === undefined ? [] : [told]),
    ...(memory && exitCode !== 0 ? (['memory'] as const) : []),
    ...(processes && exitCode !== 0 ? (['processes'] as const) : []),
  ]
}

/** The denial of a command that a limit ended, or made fail. */
export function limitDenial(name: EndingLimit, limits: Limits, program: string): Denial {
  const value = limits[name]
  const reasons: Readonly<Record<EndingLimit, string>> = {
    timeout: `it ran for longer than limits.timeout, ${value} ms`,
    cpu: `it used more processor time than limits.cpu, ${value} ms`,
    files: `it wrote a file larger than limits.files, ${value} bytes`,
    output: `it wrote more to its standard streams than limits.output, ${value} bytes`,
    memory: `its processes together used more memory than limits.memory, ${value} bytes`,
    processes: `it tried to make more processes or threads than limits.processes, ${value}`,
  }
  return { kind: 'limit', subject: program, reason: reasons[name], rule: `limits.${name}`, time: Date.now() }
}

/** What the kernel counts for each process, and not for all of a command's processes together. */
const COUNTED_PER_PROCESS = ['memory', 'cpu'] as const

/** What an enforcement report says of limits. A cgroup counts the memory of all processes. */
export function limitParts(limits: Limits, hasCgroup: boolean): readonly EnforcementPart[] {
  return COUNTED_PER_PROCESS.filter((name) => limits[name] !== undefined).map((name) => {
    const mechanism = `limit-${name}`
    if (name === 'memory' && hasCgroup) return { mechanism, level: 'full' }
    const missing = `limits.${name} holds for each process of the command, not for all of them together`
    return { mechanism, level: 'partial', missing }
  })
}
