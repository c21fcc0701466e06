/** Access lists are changed once and come back whole, wherever the process that changes them dies. */

import { SandboxError } from '@sandbox/policy'
import {
  applyGrant,
  EMPTY_JOURNAL,
  type Grant,
  planToken,
  READINGS,
  release,
  undoUnused,
} from '@sandbox/windows-token'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Disk, simulatedVolume } from '../../src/nt/index.js'
import { anyRules, anyTree } from './support/arbitraries.js'
import { journalInMemory, rulesOf, type Scenario, scenario } from './support/scenario.js'

const CASES = { numRuns: 200, seed: 20_261_126 }

test('a second run changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(anyRules, anyTree, async (rules, tree) => {
      const made = await unlessRefused(() => scenario(rules, tree, 'all-but-read'))
      if (made === undefined) return
      const before = pictureOf(made.disk)
      await made.apply()
      expect(pictureOf(made.disk)).toEqual(before)
    }),
    CASES,
  )
})

test('a run after the first looks at nothing but what it names', async () => {
  const tree = { 'C:\\ws\\src\\main.c': '', 'C:\\ws\\.git\\hooks\\': '' }
  const made = await scenario(rulesOf({ 'C:\\ws': 'write' }), tree, 'all-but-read')
  await made.clean()
  const looks: string[] = []
  const volume = simulatedVolume(made.disk, { beforeLook: (path) => looks.push(path) })
  const store = journalInMemory()
  const run = async () => {
    for (const grant of made.grants) await applyGrant(grant, { pid: 1, run: 'one' }, volume, store)
    await release(() => true, volume, store)
  }
  await run()
  const first = new Set(looks.splice(0))
  await run()
  const named = made.grants.flatMap(({ root, closed }) => [root, ...closed.map(({ path }) => path)])
  expect(looks.filter((path) => !named.includes(path))).toEqual([])
  expect(first).toContain('C:\\ws\\src\\main.c')
})

test('cleaning brings every list and every name back', async () => {
  let changed = 0
  await fc.assert(
    fc.asyncProperty(anyRules, anyTree, async (rules, tree) => {
      const untouched = await unlessRefused(() => scenario(rules, tree, 'all-but-read', { grant: nothing }))
      const made = await unlessRefused(() => scenario(rules, tree, 'all-but-read'))
      if (made === undefined || untouched === undefined) return
      if (JSON.stringify(pictureOf(made.disk)) !== JSON.stringify(pictureOf(untouched.disk))) changed += 1
      await made.clean()
      await untouched.clean()
      expect(pictureOf(made.disk)).toEqual(pictureOf(untouched.disk))
    }),
    CASES,
  )
  expect(changed).toBeGreaterThan(20)
})

/** A grant on a place that no rule speaks of, so that the rest of the disk stays as it was. */
const nothing = (grant: Grant): Grant => ({ ...grant, root: 'C:\\state', closed: [], kept: [] })

test('a process that dies at any change leaves nothing that the next one cannot take back', async () => {
  let deaths = 0
  await fc.assert(
    fc.asyncProperty(anyRules, anyTree, fc.nat(12), async (rules, tree, lives) => {
      const made = await unlessRefused(() => scenario(rules, tree, 'all-but-read'))
      if (made === undefined) return
      await made.clean()
      const before = pictureOf(made.disk)
      const store = journalInMemory()
      let left = lives
      const dying = simulatedVolume(made.disk, {
        beforeChange: () => {
          left -= 1
          if (left < 0) throw new Error('killed')
        },
      })
      const { grants } = planToken(made.policy, made.facts(), { strict: false })
      try {
        for (const [index, grant] of grants.entries()) {
          await applyGrant(
            { ...grant, sid: `S-1-5-21-9-9-9-${index}` },
            { pid: 1, run: 'dying' },
            dying,
            store,
          )
        }
      } catch {
        deaths += 1
      }
      const volume = simulatedVolume(made.disk)
      await release(() => true, volume, store)
      await undoUnused(volume, store)
      expect(pictureOf(made.disk)).toEqual(before)
      expect(store.read()).toEqual(EMPTY_JOURNAL)
    }),
    CASES,
  )
  expect(deaths).toBeGreaterThan(20)
})

test('every reading is a part of the next', () => {
  const [narrow, wide, widest] = Object.values(READINGS)
  expect(Number(narrow) & ~Number(wide)).toBe(0)
  expect(Number(wide) & ~Number(widest)).toBe(0)
})

function pictureOf(disk: Disk): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...disk.all()].map(({ path, object }) => [path, Buffer.from(object.descriptor).toString('hex')]),
  )
}

async function unlessRefused(work: () => Promise<Scenario>): Promise<Scenario | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof SandboxError) return undefined
    throw error
  }
}
