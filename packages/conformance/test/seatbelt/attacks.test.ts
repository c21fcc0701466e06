/** Random commands that do whatever they may, in any order: what was closed at the start is still closed at the end. */

import { presentRules, type SeatbeltProfile } from '@sandbox/macos-seatbelt'
import { compileDecider, SandboxError } from '@sandbox/policy'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { mayBeAllowed, type SystemCall } from '../../src/sbpl/index.js'
import { anyPath, anyRules, anyTree } from './support/arbitraries.js'
import { rulesOf, type Scenario, scenario } from './support/scenario.js'

vi.setConfig({ testTimeout: 3_600_000 })

const cases = Number(process.env.SANDBOX_SEATBELT_CASES ?? 120)
const seed = Number(process.env.SANDBOX_SEATBELT_SEED ?? 20_261_125)
const STEPS = 60

/** Calls that change what is where. */
const changing = fc.constantFrom(
  'rename',
  'rename',
  'rename',
  'swap',
  'link',
  'symlink',
  'clone',
  'mkdir',
  'open-create',
  'open-write',
  'unlink',
  'rmdir',
)
/** Places are picked by number among those that are there at the time, so that most calls mean something. */
const step = fc.tuple(changing, fc.nat(), fc.nat(), fc.option(anyPath, { freq: 2 }))

test(`${cases} policies, ${STEPS} steps each (seed ${seed})`, () => {
  fc.assert(attack(), { numRuns: cases, seed, endOnFailure: true })
})

test.each([
  ['no directory keeps its name', '(deny file-write-unlink', '(deny file-write-flags'],
  [
    'a missing directory above a closed path can be made',
    '(deny file-write-create',
    '(deny file-write-flags',
  ],
  ['directories can be cloned', '(deny file-clone (vnode-type', '(deny file-mknod (vnode-type'],
  ['a deny forgets links', '(deny file-write* file-link', '(deny file-write*'],
])('random commands find the fault: %s', (_, search, replacement) => {
  const plant = ({ text, params }: SeatbeltProfile) => {
    const faulty = text.replaceAll(search, replacement)
    // Denying another operation keeps every definition in use.
    return { text: faulty, params }
  }
  const found = fc.check(attack(plant), { numRuns: 20_000, seed, endOnFailure: true })
  expect(found.failed).toBe(true)
  expect(String(found.errorInstance)).toMatch(/can be read|was made|was changed/)
})

function attack(plant?: (profile: SeatbeltProfile) => SeatbeltProfile) {
  const steps = fc.array(step, { minLength: STEPS, maxLength: STEPS })
  return fc.property(anyRules, anyTree, steps, (rules, tree, taken) => {
    const labelled = Object.fromEntries(
      Object.entries(tree).map(([path, text]) => [path, text === 'text' ? `content of ${path}` : text]),
    )
    const made = resolvable(() => scenario(rules, { tree: labelled, allows: mayBeAllowed, plant }))
    if (made === undefined) return
    const check = watch(made)
    for (const [call, first, second, other] of taken) {
      const asked = callOf(made, call, first, second, other)
      if (asked !== undefined && made.machine.do(asked) === 'ok') check(asked)
    }
  })
}

test('without a profile the same check finds something', () => {
  const made = scenario(rulesOf({ ':root': 'write', '/w/a': 'deny' }), {
    tree: { '/w/a': 'content of /w/a' },
    plant: () => ({
      text: '(version 1)(deny default)(allow file* file-link file-test-existence)',
      params: {},
    }),
  })
  const check = watch(made)
  const call: SystemCall = { call: 'rename', path: '/w/a', to: '/w/b' }
  made.machine.do(call)
  expect(() => check(call)).toThrow('can be read')
})

function callOf(
  { tree }: Scenario,
  call: string,
  first: number,
  second: number,
  other: string | null,
): SystemCall | undefined {
  const places = tree.paths().filter((path) => /^\/(?:w|W|s|Users|private\/tmp)(?:\/|$)/.test(path))
  const path = places[first % Math.max(1, places.length)]
  const near = places[second % Math.max(1, places.length)]
  if (path === undefined || near === undefined) return undefined
  const to = other ?? `${near}/${path.slice(path.lastIndexOf('/') + 1)}`
  const isTwo = ['rename', 'swap', 'link', 'symlink', 'clone'].includes(call)
  return (isTwo ? { call, path, to } : { call, path: other ?? path }) as SystemCall
}

/** Remembers what is closed now; the answer complains when that has changed. */
function watch({ policy, tree, machine }: Scenario): (after: SystemCall) => void {
  const decider = compileDecider({ ...policy, rules: presentRules(policy) })
  const textAt = (path: string) => {
    const node = tree.locate(path, { follow: false })?.node
    return node?.kind === 'file' ? node.content : undefined
  }
  const before = new Set(tree.paths())
  const files = [...before].filter((path) => textAt(path) !== undefined)
  const secrets = new Set(
    files.filter((path) => decider.decide(path).access === 'deny').map((path) => textAt(path)),
  )
  const fixed = files
    .filter((path) => decider.decide(path).access !== 'write')
    .map((path) => [path, textAt(path)] as const)
  return (after) => {
    const told = JSON.stringify(after)
    for (const path of tree.paths()) {
      const text = textAt(path)
      if (text !== undefined && secrets.has(text) && machine.read(path) === text) {
        expect.fail(`${told}: ${text} can be read as ${path}`)
      }
      const { access, because } = decider.decide(path)
      if (!before.has(path) && access !== 'write' && because !== 'glob') {
        expect.fail(`${told}: ${path} was made, and the policy says ${access} (${because})`)
      }
    }
    for (const [path, text] of fixed) {
      if (textAt(path) !== text) expect.fail(`${told}: ${path} was changed`)
    }
  }
}

function resolvable<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof SandboxError && error.code === 'READ_THROUGH_WRITABLE_LINK') return undefined
    throw error
  }
}
