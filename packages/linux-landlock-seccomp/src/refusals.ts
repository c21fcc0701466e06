/** From rows to what the compiler takes: for each number, the conditions in their order. */

import { ARCHITECTURES, type Arch, type CallName } from './architecture.js'
import type { Clause, Refusals } from './compiler/compile.js'
import type { Row } from './table/row.js'

/** Calls that the architecture lacks are left out. */
export function refusalsOf(rows: readonly Row[], arch: Arch): Refusals {
  const numbers: Readonly<Partial<Record<CallName, number>>> = ARCHITECTURES[arch].calls
  const clauses = new Map<number, readonly Clause[]>()
  for (const row of rows) {
    for (const call of row.calls) {
      const number = numbers[call]
      if (number !== undefined) clauses.set(number, [...(clauses.get(number) ?? []), row])
    }
  }
  return clauses
}
