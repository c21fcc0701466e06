/** Prints figures as a Markdown table, with the machine they were taken on. */

import { arch, cpus, release, totalmem } from 'node:os'
import type { EgressMemory, EgressSpeed } from './egress/measure.js'
import type { Figures } from './statistics.js'

/** The machine, as far as it matters for reading the figures. */
export interface Machine {
  readonly date: string
  readonly node: string
  readonly kernel: string
  readonly processor: string
  readonly processors: number
  readonly memoryGiB: number
}

/** Look at this machine. */
export function describeMachine(): Machine {
  const all = cpus()
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    kernel: `${process.platform} ${release()}`,
    processor: `${all[0]?.model.trim() ?? 'unknown'} (${arch()})`,
    processors: all.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  }
}

/** One Markdown table; durations in the unit that is named. */
export function markdownTable(
  title: string,
  base: string,
  figures: readonly Figures[],
  unit: 'ms' | 'ns' = 'ms',
): string {
  const rows = figures.map(({ name, n, min, p25, median, ratio }) => {
    const numbers = [min, p25, median].map((value) => value.toFixed(2))
    return `| ${name} | ${[n, ...numbers, ratio?.toFixed(2) ?? ''].join(' | ')} |`
  })
  const header = `| ${title} | n | min ${unit} | p25 ${unit} | median ${unit} | × ${base} |`
  return [header, '| --- | ---: | ---: | ---: | ---: | ---: |', ...rows].join('\n')
}

/** What the way out gives, and what it holds. A ratio above 1 is more than direct. */
export function egressTables(speeds: readonly EgressSpeed[], memory: readonly EgressMemory[]): string {
  const whole = (value: number) => value.toFixed(0)
  const speedRows = speeds.map(({ name, unit, n, direct, forward, tunnel }) => {
    const ways = [forward, tunnel].flatMap(({ figure, ratio }) => [whole(figure), ratio.toFixed(2)])
    return `| ${name}, ${unit} | ${[n, whole(direct), ...ways].join(' | ')} |`
  })
  const memoryRows = memory.map(
    ({ name, connections, mebibytes }) => `| ${connections} ${name} | ${whole(mebibytes)} |`,
  )
  return [
    '| egress | n | direct | plain HTTP | × direct | tunnel | × direct |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...speedRows,
    '',
    '| memory of the supervisor | more MiB |',
    '| --- | ---: |',
    ...memoryRows,
  ].join('\n')
}

/** One line for above the tables. */
export function machineLine(machine: Machine): string {
  const { date, node, kernel, processor, processors, memoryGiB } = machine
  return `${date}: Node ${node}, ${kernel}, ${processors} × ${processor}, ${memoryGiB} GiB.`
}
