/** The expectation table in the simulator. The same rows are asked with real system calls on a Mac. */

import { expect, test } from 'vitest'
import { ALL_EXPECTATIONS } from '../../../macos-seatbelt/test/expectations/all.js'
import { callOf, expectationScenario, rowsOf } from './support/expected.js'

test('the table has at least 250 rows', () => {
  expect(ALL_EXPECTATIONS.flatMap(rowsOf).length).toBeGreaterThanOrEqual(250)
})

test.each(ALL_EXPECTATIONS.map((part) => [part.name, part] as const))('%s', (_, part) => {
  const { machine, profile } = expectationScenario(part)
  const differences = rowsOf(part).flatMap((row) => {
    const got = machine.ask(callOf(row))
    return got === row.outcome
      ? []
      : [`${row.call} ${row.path} ${row.to ?? ''}: ${row.outcome} expected, ${got} found`]
  })
  expect(differences, profile.text).toEqual([])
})
