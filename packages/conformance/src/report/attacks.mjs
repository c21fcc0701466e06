/** Puts the results of the attacks into a table: attack × backend. Pure. */

import { table } from './table.mjs'

/**
 * @param {readonly import('./report.mjs').AttackLine[]} lines
 * @returns {{ backends: readonly string[], rows: readonly import('./report.mjs').AttackRow[] }}
 */
export function attackRows(lines) {
  const backends = [...new Set(lines.map(({ backend }) => backend))].sort()
  const rows = new Map()
  for (const { surface, attack } of lines) rows.set(`${surface}/${attack}`, { surface, attack, cells: {} })
  for (const line of lines) {
    const { cells } = rows.get(`${line.surface}/${line.attack}`)
    cells[line.backend] ??= { held: 0, succeeded: [], notPromised: [], notApplicable: [] }
    count(cells[line.backend], line)
  }
  const byName = (a, b) => (`${a.surface}/${a.attack}` < `${b.surface}/${b.attack}` ? -1 : 1)
  return { backends, rows: [...rows.values()].sort(byName) }
}

function count(cell, { result, profile, egress, user, reason = '' }) {
  if (result === 'held') cell.held += 1
  else if (result === 'succeeded' && reason === '')
    cell.succeeded.push(`${profile}, network ${egress}, ${user}`)
  else if (result === 'succeeded') cell.notPromised.push(reason)
  else if (!cell.notApplicable.includes(reason)) cell.notApplicable.push(reason)
}

/**
 * @param {{ tried: number, backends: readonly string[], rows: readonly import('./report.mjs').AttackRow[] }} attacks
 * @returns {readonly string[]}
 */
export function renderAttacks({ tried, backends, rows }) {
  if (tried === 0) return ['Not run.']
  const cells = rows.flatMap((row) => Object.values(row.cells))
  const held = cells.reduce((total, cell) => total + cell.held, 0)
  const succeeded = cells.reduce((total, cell) => total + cell.succeeded.length, 0)
  const notPromised = cells.reduce((total, cell) => total + cell.notPromised.length, 0)
  return [
    `${rows.length} attacks; over profiles, network modes and users ${held} attempts held, ${succeeded} succeeded against a promise, and ${notPromised} against none.`,
    '',
    ...table(
      ['attack', ...backends],
      rows.map((row) => [
        `${row.surface}/${row.attack}`,
        ...backends.map((backend) => textOf(row.cells[backend])),
      ]),
    ),
  ]
}

function textOf(cell) {
  if (cell === undefined) return 'not run'
  const { held, succeeded, notPromised, notApplicable } = cell
  const parts = [
    ...(succeeded.length > 0 ? [`**succeeded**: ${succeeded.join('; ')}`] : []),
    ...(held > 0 ? [`held ${held}×`] : []),
    ...[...new Set(notPromised)].map((reason) => `succeeded, ${reason}`),
    ...notApplicable.map((reason) => `not applicable: ${reason}`),
  ]
  return parts.join('; ')
}
