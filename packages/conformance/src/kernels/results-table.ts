/** Writes what was measured as the table of `docs/kernels.md`. Pure. */

import { constants } from 'node:os'
import type { FetchedPackage } from './archive.js'
import { type KernelFacts, type MachineReport, USERS } from './machine-report.js'
import type { Variant } from './variants.js'

/** One machine that was booted. */
export interface Result {
  readonly variant: Variant
  readonly source: FetchedPackage
  readonly report: MachineReport
  readonly seconds: number
}

const COLUMNS = [
  'machine',
  'kernel',
  'Landlock',
  'refused by the kernel',
  'sandbox of root',
  'of an ordinary user',
  's',
] as const

/** Markdown: the results, then where the kernels came from. */
export function resultsTable(results: readonly Result[]): string {
  const rows = results.map(({ variant, report, seconds }) => [
    variant.title,
    report.diagnosis('root').kernel.release.replace('-cloud-amd64', ''),
    landlock(report),
    refusals(report.facts('ordinary')),
    ...USERS.map((user) => outcome(report, user)),
    seconds.toFixed(0),
  ])
  const sources = new Map(results.map(({ source }) => [source.name, source]))
  return [
    ...table(COLUMNS, rows),
    '',
    ...table(
      ['package', 'version', 'SHA-256'],
      [...sources.values()].map(({ name, version, sha256 }) => [name, version, `\`${sha256}\``]),
    ),
    '',
  ].join('\n')
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = header.map((_, column) =>
    Math.max(3, ...[header, ...rows].map((cells) => cells[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [header, widths.map((width) => '-'.repeat(width)), ...rows].map(line)
}

function landlock(report: MachineReport): string {
  const { landlock: abi, landlockErrata } = report.facts('root')
  return abi > 0 ? `ABI ${abi}, errata ${landlockErrata}` : `none (${nameOf(-abi)})`
}

/** The first call that fails for a reason says what those that build on it repeat. */
function refusals(facts: KernelFacts): string {
  const first = new Map<number, string>()
  for (const [name, error] of Object.entries(facts)) {
    if (!name.startsWith('landlock') && error !== 0 && !first.has(error)) first.set(error, name)
  }
  return [...first].map(([error, name]) => `${CALLS[name] ?? name}: ${nameOf(error)}`).join(', ') || 'nothing'
}

const CALLS: Readonly<Record<string, string>> = {
  userNamespace: 'user namespace',
  userMap: 'using a user namespace',
  mountSetattr: 'mount_setattr',
  closeRange: 'close_range with close-on-exec',
  unixDiag: 'a list of sockets',
}

/** Of two names for one number the later one is the manuals'. */
function nameOf(error: number): string {
  return Object.entries(constants.errno).findLast(([, number]) => number === error)?.[0] ?? String(error)
}

function outcome(report: MachineReport, user: (typeof USERS)[number]): string {
  const { ok, masks, problem } = report.diagnosis(user)
  return ok
    ? `works, masks by ${masks === 'inner' ? 'the inner stage' : 'bubblewrap'}`
    : (problem?.message ?? '')
}
