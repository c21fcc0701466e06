/** Programs so long that their branches are further apart than a test can jump. */

import type { Clause, Refusals } from '../../src/compiler/compile.js'
import { arg32, constant, oneOf } from '../../src/expression/build.js'

/** For each of many calls a condition of its own on argument 0, so that nothing can be shared. */
export function manyCalls(count: number, values = 1): Refusals {
  const constants = (nr: number) =>
    Array.from({ length: values }, (_, place) => constant('v', nr * values + place + 1))
  const clause = (nr: number): Clause => ({
    condition: oneOf(arg32(0, 'a'), ...constants(nr)),
    action: 'ENOSYS',
  })
  return new Map(Array.from({ length: count }, (_, nr) => [nr, [clause(nr)]]))
}
