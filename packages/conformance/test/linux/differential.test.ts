/** Random policies on random files, with the kernel as the judge: every operation does what the policy means, and no other. */

import { release } from 'node:os'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { compareMany } from '../../src/linux/compare-many.js'
import { Launchers, WAYS, type Way } from '../../src/linux/launchers.js'
import { SETTING } from '../../src/linux/setting.js'
import { forget, USERS, type User } from '../../src/linux/users.js'
import { Worker } from '../../src/linux/worker.js'
import { ResultsFile } from '../../src/results.js'
import { anyCase } from './arbitraries.js'

vi.setConfig({ testTimeout: 36_000_000, hookTimeout: 300_000 })

const ways = WAYS.filter(({ name }) => (SETTING.way ?? name) === name)
const users = USERS.filter(({ name }) => (SETTING.user ?? name) === name)
const each = Math.ceil(SETTING.cases / (ways.length * users.length))
const results = new ResultsFile('differential')

/** Every way and user has cases of its own. */
function seedOf(way: Way, { uid }: User): number {
  if (SETTING.path !== undefined) return SETTING.seed
  return SETTING.seed + WAYS.indexOf(way) + (uid === 0 ? 100 : 0)
}

describe.skipIf(process.platform !== 'linux')(`${each} cases each, from seed ${SETTING.seed} on`, () => {
  let launchers: Launchers
  beforeAll(() => {
    launchers = new Launchers()
    results.begin()
  })
  afterAll(() => launchers.remove())

  describe.each(users)('as $name', (user) => {
    let worker: Worker
    beforeAll(() => {
      worker = new Worker(user.uid)
    })
    afterAll(async () => {
      await worker.close()
      forget(user)
    })

    test.for(ways)('$name', async (way, context) => {
      const found = await launchers.find(way)
      if ('whyNot' in found) return context.skip(found.whyNot)
      const ground = { backend: way.backend, launcher: found.launcher }
      const budget = { cases: each, seed: seedOf(way, user), path: SETTING.path }
      const compared = await compareMany(anyCase, ground, worker, budget)
      const { cases, operations, refused } = compared
      results.add({
        way: way.name,
        backend: way.backend,
        user: user.name,
        seed: budget.seed,
        kernel: release(),
        cases,
        operations,
        refused,
        differences: compared.found?.differences.length ?? 0,
      })
      const replay = `pnpm conformance --way '${way.name}' --user '${user.name}' --seed ${budget.seed} --path ${compared.found?.path}`
      expect(compared.found, `run this one again by: ${replay}`).toBeUndefined()
      const refusals = Object.values(refused).reduce((sum, count) => sum + count, 0)
      // In a checkout where many policies let a command write, many launchers are refused.
      expect(refusals).toBeLessThan(0.8 * cases)
      expect(operations).toBeGreaterThan(50 * (cases - refusals))
    })
  })
})
