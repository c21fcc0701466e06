/** Random policies on random files: the fence answers every write as `decide` does, under every reading of the documents. */

import { SandboxError } from '@sandbox/policy'
import { READINGS, type Reading } from '@sandbox/windows-token'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { anyPath, anyRules, anyTree, callsOn } from './support/arbitraries.js'
import { differenceIn, type Scenario, scenario } from './support/scenario.js'

vi.setConfig({ testTimeout: 3_600_000 })

/** Many where nobody waits for them. `SANDBOX_NT_CASES=20000 SANDBOX_NT_SEED=7` for a longer run, or for the same one again. */
const cases = Number(process.env.SANDBOX_NT_CASES ?? (process.env.CI === undefined ? 400 : 5000))
const seed = Number(process.env.SANDBOX_NT_SEED ?? 20_261_126)
const PATHS = 20

/** What the backend refuses is no difference. */
const REFUSED =
  /^(?:REOPENED_PATH|WHOLE_DRIVE_WRITABLE|OWN_PATH_WRITABLE|ROOT_IS_LINK|ACCESS_LIST_NOT_CHANGED|PATH_NOT_OCCUPIED|READ_THROUGH_WRITABLE_LINK)$/

test.each(Object.keys(READINGS) as Reading[])(
  `${cases} policies × ${PATHS} paths × every system call, reading %s (seed ${seed})`,
  async (reading) => {
    let enforced = 0
    let compared = 0
    await fc.assert(
      fc.asyncProperty(
        anyRules,
        anyTree,
        fc.array(anyPath, { minLength: PATHS, maxLength: PATHS }),
        async (rules, tree, paths) => {
          const made = await accepted(() => scenario(rules, tree, reading))
          if (made === undefined) return
          enforced += 1
          for (const [index, path] of paths.entries()) {
            for (const call of callsOn(path, paths[(index + 1) % PATHS] ?? path)) {
              compared += 1
              const difference = differenceIn(made, call)
              if (difference !== undefined) expect.fail(difference)
            }
          }
        },
      ),
      { numRuns: cases, seed },
    )
    expect(enforced).toBeGreaterThan(cases / 4)
    expect(compared).toBe(enforced * PATHS * 13)
  },
)

/** Undefined for a policy that is refused on these files. */
async function accepted(make: () => Promise<Scenario>): Promise<Scenario | undefined> {
  try {
    return await make()
  } catch (error) {
    if (error instanceof SandboxError && REFUSED.test(error.code)) return undefined
    throw error
  }
}
