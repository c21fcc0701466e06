/** Makes one page of what the suites found. Pure. */

import { attackRows, renderAttacks } from './attacks.mjs'
import { table } from './table.mjs'

/**
 * @param {import('./report.mjs').Found} found lines of the suites
 * @returns {import('./report.mjs').Report}
 */
export function reportOf({ differential, faults, attacks, host }) {
  const sum = (key) => differential.reduce((total, line) => total + line[key], 0)
  return {
    host,
    differential: {
      cases: sum('cases'),
      operations: sum('operations'),
      refused: differential.reduce((total, line) => total + refusalsOf(line), 0),
      differences: sum('differences'),
      runs: differential,
    },
    faults: { planted: faults.length, found: faults.filter(({ isFound }) => isFound).length, each: faults },
    attacks: { tried: attacks.length, ...attackRows(attacks) },
  }
}

/**
 * @param {import('./report.mjs').Report} report
 * @returns {string}
 */
export function renderMarkdown({ host, differential, faults, attacks }) {
  return `${[
    '# Conformance',
    '',
    `Linux ${host.kernel} on ${host.arch}, Node ${host.node}, ${host.date}.`,
    '',
    '## Policy and kernel',
    '',
    ...differentialPart(differential),
    '',
    '## Planted faults',
    '',
    ...faultsPart(faults),
    '',
    '## Attacks',
    '',
    ...renderAttacks(attacks),
  ].join('\n')}\n`
}

function differentialPart({ cases, operations, refused, differences, runs }) {
  if (runs.length === 0) return ['Not run.']
  return [
    `${cases} random cases, ${operations} operations, ${differences} differences. ${refused} policies were refused by name.`,
    '',
    ...table(
      ['launcher', 'user', 'seed', 'cases', 'operations', 'refused by name', 'differences'],
      runs.map((run) => [
        run.way,
        run.user,
        run.seed,
        run.cases,
        run.operations,
        Object.entries(run.refused)
          .map(([code, count]) => `${code} ${count}`)
          .join(', '),
        run.differences,
      ]),
    ),
  ]
}

function faultsPart({ planted, found, each }) {
  if (planted === 0) return ['Not run.']
  return [
    `${found} of ${planted} faults were found.`,
    '',
    ...table(
      ['fault', 'found by case'],
      each.map(({ fault, isFound, cases }) => [fault, isFound ? cases : `not in ${cases} cases`]),
    ),
  ]
}

function refusalsOf({ refused }) {
  return Object.values(refused).reduce((total, count) => total + count, 0)
}
