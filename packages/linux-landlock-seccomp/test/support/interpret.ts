/** Reads the table as a person would, call by call: what the compiled filters are compared with. */

import { ARCHITECTURES, type CallName } from '../../src/architecture.js'
import type { Expression, Operand, Width } from '../../src/expression/expression.js'
import type { FilterOptions } from '../../src/options.js'
import type { SimulatedCall } from '../../src/simulate.js'
import { applies } from '../../src/table/row.js'
import { TABLE } from '../../src/table/table.js'

/** What the table says to the call. */
export function interpret(options: FilterOptions, { arch, nr, args = [] }: SimulatedCall): string {
  const { token, calls } = ARCHITECTURES[options.arch]
  if (arch !== token) return 'kill-process'
  if (options.arch === 'x64' && ((nr & 0x40000000) !== 0 || (nr >= 512 && nr <= 547))) return 'EPERM'
  const names = Object.entries(calls).flatMap(([name, number]) => (number === nr ? [name as CallName] : []))
  for (const row of TABLE.flatMap(({ rows }) => rows)) {
    if (!applies(row, options) || !row.calls.some((call) => names.includes(call))) continue
    if (row.condition === undefined || holds(row.condition, args)) return row.action
  }
  return 'allow'
}

/** Does the condition hold for these arguments? */
export function holds(expression: Expression, args: readonly bigint[]): boolean {
  switch (expression.kind) {
    case 'one-of':
      return expression.constants.some(({ value }) => BigInt(value) === valueIn(expression.operand, args))
    case 'any-bit':
      return (valueIn(expression.operand, args) & BigInt(expression.bits.value)) !== 0n
    case 'all':
      return expression.of.every((part) => holds(part, args))
    case 'any':
      return expression.of.some((part) => holds(part, args))
    case 'not':
      return !holds(expression.of, args)
    case 'named':
      return holds(expression.of, args)
  }
}

function valueIn({ index, width, mask }: Operand<Width>, args: readonly bigint[]): bigint {
  const value = BigInt.asUintN(width, args[index] ?? 0n)
  return mask === undefined ? value : value & BigInt(mask.value)
}
