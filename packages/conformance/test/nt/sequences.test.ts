/** Commands that try many things one after the other, while others work on the same files: what was closed is as it was. */

import { SandboxError } from '@sandbox/policy'
import { READINGS, type Reading } from '@sandbox/windows-token'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { perform, type SystemCall, USER_TOKEN } from '../../src/nt/index.js'
import { anyCall, anyPath, anyRules, anyTree } from './support/arbitraries.js'
import { rulesOf, type Scenario, scenario } from './support/scenario.js'

vi.setConfig({ testTimeout: 3_600_000 })

const cases = Number(process.env.SANDBOX_NT_CASES ?? 400)
const seed = Number(process.env.SANDBOX_NT_SEED ?? 20_261_126)

/** `command` acts under the token, `user` makes something outside of it, `run` is the start of another run. */
type Step =
  | { readonly by: 'command'; readonly call: SystemCall }
  | { readonly by: 'user'; readonly call: SystemCall }
  | { readonly by: 'run' }

const WORKSPACE = rulesOf({ 'C:\\ws': 'write' })
/** Everything has an access list: of what has none the plan says that it can be written. */
const listedTree = anyTree.map((tree) =>
  Object.fromEntries(Object.entries(tree).map(([path, list]) => [path, list === 'none' ? '' : list])),
)
const madeByUser = fc
  .tuple(fc.constantFrom('create-file' as const, 'make-directory' as const), anyPath)
  .map(([call, path]): Step => ({ by: 'user', call: { call, path } }))
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: anyCall.map((call): Step => ({ by: 'command', call })), weight: 12 },
  { arbitrary: madeByUser, weight: 2 },
  { arbitrary: fc.constant<Step>({ by: 'run' }), weight: 1 },
)

test.each(Object.keys(READINGS) as Reading[])(
  `${cases} sequences, reading %s (seed ${seed})`,
  async (reading) => {
    let changes = 0
    await fc.assert(
      fc.asyncProperty(
        anyRules,
        listedTree,
        fc.array(step, { minLength: 10, maxLength: 40 }),
        async (rules, tree, steps) => {
          const made = await unlessRefused(() => scenario([...WORKSPACE, ...rules], tree, reading))
          if (made === undefined) return
          for (const each of steps) {
            if (each.by === 'user') perform(made.disk, USER_TOKEN, each.call)
            else if (each.by === 'run') {
              const isInForce = await unlessRefused(async () => {
                await made.apply()
                return true
              })
              if (isInForce === undefined) return
            } else if (isClaimed(made, each.call)) {
              const before = closedPlaces(made)
              if (perform(made.disk, made.token, each.call) === 'ok' && each.call.call !== 'read')
                changes += 1
              const broken = firstDifference(before, closedPlaces(made))
              if (broken !== undefined) expect.fail(`${JSON.stringify(each.call)} changed ${broken}`)
            }
          }
        },
      ),
      { numRuns: cases, seed },
    )
    expect(changes).toBeGreaterThan(cases / 2)
  },
)

/** A call of which the plan says that it is not held back says nothing by what it does. */
function isClaimed({ gaps }: Scenario, { call }: SystemCall): boolean {
  const names = gaps.map(({ name }) => name)
  if (call === 'set-permissions' || call === 'take-ownership') return !names.includes('permissions')
  if (call === 'remove' || call === 'rename') return !names.some((name) => name.startsWith('removal'))
  return true
}

/** What stands where the policy lets nothing be written, in full. */
function closedPlaces({ disk, decider }: Scenario): ReadonlyMap<string, string> {
  const places = new Map<string, string>()
  for (const { path, object } of disk.all()) {
    if (decider.decide(path).access === 'write') continue
    places.set(path, `${object.id} ${object.content} ${Buffer.from(object.descriptor).toString('hex')}`)
  }
  return places
}

function firstDifference(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string | undefined {
  return [...new Set([...before.keys(), ...after.keys()])].find(
    (path) => before.get(path) !== after.get(path),
  )
}

async function unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof SandboxError) return undefined
    throw error
  }
}
