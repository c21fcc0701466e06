/** Writes the table down as a page for people, `docs/seccomp.md`. */

import type { EgressMode } from '@sandbox/policy'
import type { Expression } from './expression/expression.js'
import { namedIn, renderExpression } from './expression/render.js'
import { ALONE } from './table/alone.js'
import { GUARDS } from './table/guards.js'
import type { Row, Theme } from './table/row.js'
import { TABLE } from './table/table.js'

const MODES: readonly EgressMode[] = ['none', 'proxy', 'full']

/** The whole page. */
export function renderReference(): string {
  return `# System call filters

<!-- Made from the table by packages/linux-landlock-seccomp/scripts/reference.mjs. Do not edit. -->

On Linux every command runs under a filter. It refuses the system calls below, which commands never need and which could
lead out of a sandbox. **Every call that is not listed is allowed.** The columns are the egress modes of the policy; a cell
shows the error that the call gets, and an empty one means that the row does not hold in that mode.

¹ Allowed with \`linux.allow_nested_userns\`.

## Before the table

${table(
  ['what', 'on', 'answer', 'why'],
  GUARDS.map(({ subject, arch, action, why }) => [subject, arch.join(', '), action, why]),
)}

${TABLE.map(renderTheme).join('\n\n')}

${renderTheme(ALONE)}

Only with the backend \`linux-landlock-seccomp\`, where no namespace keeps these inside.

## What the names mean

${table(
  ['name', 'meaning'],
  [...meanings()].map(([name, of]) => [name, renderExpression(of)]),
)}

\`type & 0xf\` is the type without \`SOCK_NONBLOCK\` and \`SOCK_CLOEXEC\`.
`
}

function meanings(): ReadonlyMap<string, Expression> {
  const conditions = TABLE.flatMap(({ rows }) => rows.flatMap(({ condition }) => condition ?? []))
  return new Map(conditions.flatMap((condition) => [...namedIn(condition)]))
}

function renderTheme({ title, rows }: Theme): string {
  const header = ['calls', 'refused', ...MODES.map((mode) => `\`${mode}\``), 'why']
  return `## ${title}\n\n${table(header, rows.map(renderRow))}`
}

function renderRow(row: Row): string[] {
  const calls = row.calls.map((call) => `\`${call}\``).join(', ')
  const condition = row.condition === undefined ? 'always' : whenPrefix(renderExpression(row.condition))
  const answers = MODES.map((mode) => {
    if (row.egress !== undefined && !row.egress.includes(mode)) return ''
    return `${row.action}${row.liftedByNestedUserns === true ? '¹' : ''}`
  })
  return [calls, `${whoseSockets(row)}${condition}`, ...answers, row.why]
}

function whenPrefix(condition: string): string {
  return condition.startsWith('unless ') ? condition : `when ${condition}`
}

function whoseSockets({ unixSockets }: Row): string {
  if (unixSockets === undefined) return ''
  return unixSockets ? '(the policy lists sockets) ' : '(the policy lists no sockets) '
}

/** Columns are padded, as the formatter of this repository wants them. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [header, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')))
  const widths = header.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = cells
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n')
}
