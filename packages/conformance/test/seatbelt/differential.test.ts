/** Random policies on random files: the profile answers every system call as `decide` does, in every reading. */

import { SandboxError } from '@sandbox/policy'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { ONE_PATH_CALLS, type SystemCall, TWO_PATH_CALLS } from '../../src/sbpl/index.js'
import { anyPath, anyRules, anyTree } from './support/arbitraries.js'
import { differenceIn, scenario } from './support/scenario.js'

vi.setConfig({ testTimeout: 3_600_000 })

/**
 * Many where nobody waits for them. `SANDBOX_SEATBELT_CASES=20000 SANDBOX_SEATBELT_SEED=7` for a longer run, or for the same
 * one again.
 */
const cases = Number(process.env.SANDBOX_SEATBELT_CASES ?? (process.env.CI === undefined ? 120 : 5000))
const seed = Number(process.env.SANDBOX_SEATBELT_SEED ?? 20_261_125)
const PATHS = 40

test(`${cases} policies × ${PATHS} paths × every system call (seed ${seed})`, () => {
  let compared = 0
  fc.assert(
    fc.property(
      anyRules,
      anyTree,
      fc.array(anyPath, { minLength: PATHS, maxLength: PATHS }),
      (rules, tree, paths) => {
        const made = resolvable(() => scenario(rules, { tree }))
        if (made === undefined) return
        for (const [index, path] of paths.entries()) {
          for (const call of callsOn(path, paths[(index + 1) % PATHS] ?? path)) {
            compared += 1
            const difference = differenceIn(made, call)
            if (difference !== undefined) expect.fail(`${difference}\n${made.profile.text}`)
          }
        }
      },
    ),
    { numRuns: cases, seed, endOnFailure: true },
  )
  expect(compared).toBeGreaterThan(cases * PATHS * 10)
})

function callsOn(path: string, to: string): readonly SystemCall[] {
  return [
    ...ONE_PATH_CALLS.map((call): SystemCall => ({ call, path })),
    ...TWO_PATH_CALLS.map((call): SystemCall => ({ call, path, to })),
  ]
}

/** Undefined for rules that the policy language itself refuses on these files. */
function resolvable<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof SandboxError && error.code === 'READ_THROUGH_WRITABLE_LINK') return undefined
    throw error
  }
}
