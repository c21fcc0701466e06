/** The comparison can fail: each of the faults that a planner could have shows within a few hundred random cases. */

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { compareMany } from '../../src/linux/compare-many.js'
import { FAULTS } from '../../src/linux/faults.mjs'
import { SETTING } from '../../src/linux/setting.js'
import { forget, USERS, type User } from '../../src/linux/users.js'
import { Worker } from '../../src/linux/worker.js'
import { ResultsFile } from '../../src/results.js'
import { anyCase } from './arbitraries.js'

vi.setConfig({ testTimeout: 3_600_000 })

const MOST = 600
const results = new ResultsFile('faults')
const user: User = USERS.at(-1) ?? { name: 'root', uid: 0 }

describe.skipIf(process.platform !== 'linux')(`as ${user.name}`, () => {
  beforeAll(() => results.begin())
  afterAll(() => forget(user))

  test.each(Object.entries(FAULTS))('%s', async (fault, { backend = 'linux-bwrap' }) => {
    const worker = new Worker(user.uid, fault)
    try {
      const ground = { backend, launcher: 'bundled' }
      const budget = { cases: MOST, seed: SETTING.seed, isQuick: true }
      const { found, cases } = await compareMany(anyCase, ground, worker, budget)
      results.add({ fault, isFound: found !== undefined, cases })
      expect(found?.differences.length).toBeGreaterThan(0)
    } finally {
      await worker.close()
    }
  })

  test('a case that showed a difference is made smaller, and shows it again by seed and path', async () => {
    const worker = new Worker(user.uid, 'a mask is dropped')
    try {
      const ground = { backend: 'linux-bwrap', launcher: 'bundled' } as const
      const { found } = await compareMany(anyCase, ground, worker, { cases: MOST, seed: SETTING.seed })
      expect(Object.keys(found?.case.tree ?? {}).length).toBeLessThanOrEqual(3)
      const budget = { cases: 1, seed: SETTING.seed, path: found?.path, isQuick: true }
      const again = await compareMany(anyCase, ground, worker, budget)
      expect(again.found?.case).toEqual(found?.case)
    } finally {
      await worker.close()
    }
  })
})
