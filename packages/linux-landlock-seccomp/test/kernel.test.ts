/** The kernel, asked for real, answers as the simulator says. */

import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ARCHITECTURES, type Arch, type CallName } from '../src/architecture.js'
import { buildFilter } from '../src/build-filter.js'
import { compile } from '../src/compiler/compile.js'
import { type SimulatedAnswer, simulate } from '../src/simulate.js'
import { refusalOf } from './support/answers.js'
import { CASES, type Case } from './support/cases.js'
import { harmlessCall } from './support/harmless.js'
import { manyCalls } from './support/many.js'
import { everyOption, name } from './support/options.js'
import { compileProbe, identities, type RealCall } from './support/probe.js'
import { anyCall } from './support/random.js'

const arch = process.arch as Arch
const { token, calls } = ARCHITECTURES[arch]
const numbers: Readonly<Partial<Record<CallName, number>>> = calls
const options = everyOption.filter((each) => each.arch === arch)
const probe = compileProbe()

const errnoNames = new Map(Object.entries(constants.errno).map(([word, number]) => [number, word]))
const errnoName = (errno: number) => (errno === 0 ? 'ok' : (errnoNames.get(errno) ?? String(errno)))

/** Errnos that no kernel gives: they tell who answered. */
const REFUSED_BY_FILTER = 4001
const UNKNOWN_BY_FILTER = 4002
const ALLOWED_BY_FILTER = 4003

const MARKS = new Map([
  [0x00050001, 0x00050000 + REFUSED_BY_FILTER],
  [0x00050026, 0x00050000 + UNKNOWN_BY_FILTER],
])

const EVERY_MARK = new Map([...MARKS, [0x7fff0000, 0x00050000 + ALLOWED_BY_FILTER]])

/** The kernel asks no filter about these (Linux 6.14); outside of its own trampolines they end the process or fail. */
const UNFILTERED = new Set([numbers.uretprobe, numbers.uprobe])

/** The same program with other answers. */
function marked(filter: Uint8Array, marks: ReadonlyMap<number, number>): Uint8Array {
  const bytes = filter.slice()
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < bytes.length; at += 8) {
    const mark = marks.get(view.getUint32(at + 4, true))
    if (view.getUint16(at, true) === 0x06 && mark !== undefined) view.setUint32(at + 4, mark, true)
  }
  return bytes
}

function simulated(filter: Uint8Array, call: RealCall): SimulatedAnswer {
  return simulate(filter, { ...call, arch: token })
}

function errnoOf(answer: SimulatedAnswer): number | string {
  return answer.action === 'errno' ? answer.errno : answer.action
}

describe.each(identities)('as $name', (identity) => {
  describe.each(options.map((each) => [name(each), each] as const))('%s', (_, each) => {
    const filter = buildFilter(each)

    test('every case of the table gets its answer, from the right layer', () => {
      const cases = CASES.filter(({ call }) => numbers[call] !== undefined)
      const requests = cases.map(({ call, args }) => ({ nr: numbers[call] ?? -1, args }))
      const plain = probe.calls(filter, requests, identity)
      const telling = probe.calls(marked(filter, MARKS), requests, identity)
      const told = (one: Case, at: number) => [one.title, errnoName(plain[at] ?? -1)]
      const meant = (one: Case) => [one.title, refusalOf(one, each) ?? one.kernel]
      // Whether there is IPv6 depends on the machine: there only the layer is known.
      const isKnown = (one: Case) => meant(one)[1] !== undefined
      for (const [at, one] of cases.entries()) {
        if (isKnown(one)) expect(told(one, at)).toEqual(meant(one))
      }
      const marks = { EPERM: REFUSED_BY_FILTER, ENOSYS: UNKNOWN_BY_FILTER }
      for (const [at, one] of cases.entries()) {
        const refusal = refusalOf(one, each)
        expect(telling[at], one.title).toBe(refusal === undefined ? plain[at] : marks[refusal])
      }
    })

    test('2,500 random calls, none of which reaches the kernel, are judged alike', () => {
      const program = marked(filter, EVERY_MARK)
      const random = fc.sample(
        anyCall(arch).filter(({ nr }) => !UNFILTERED.has(nr)),
        2500,
      )
      const real = probe.calls(program, random, identity)
      expect(real).toEqual(random.map((call) => errnoOf(simulated(program, call))))
    })
  })

  test.each(['none', 'proxy', 'full'] as const)(
    '2,500 random harmless calls with egress %s are answered alike, by the filter or as without one',
    (egress) => {
      const filter = buildFilter({ egress, arch })
      const random = fc.sample(harmlessCall(numbers), 2500)
      const allowed = random.filter((call) => simulated(filter, call).action === 'allow')
      const bare = probe.calls(undefined, allowed, identity)
      const bareAnswers = new Map(allowed.map((call, at) => [call, bare[at]]))
      const expected = random.map((call) => bareAnswers.get(call) ?? errnoOf(simulated(filter, call)))
      expect(probe.calls(filter, random, identity)).toEqual(expected)
      expect(allowed.length).toBeGreaterThan(100)
      expect(random.length - allowed.length).toBeGreaterThan(100)
    },
  )
})

test('a program with far jumps is taken, and answers alike', () => {
  const program = marked(compile(arch, manyCalls(480, 4)), EVERY_MARK)
  const close = fc.record({ nr: fc.nat(500), offset: fc.integer({ min: -1, max: 6 }) })
  const random = fc
    .sample(close, 2500)
    .filter(({ nr }) => !UNFILTERED.has(nr))
    .map(({ nr, offset }) => ({ nr, args: [BigInt(nr * 4 + offset)] }))
  for (const identity of identities) {
    const expected = random.map((call) => simulated(program, call)).map(errnoOf)
    expect(probe.calls(program, random, identity)).toEqual(expected)
    expect(new Set(expected)).toEqual(new Set([ALLOWED_BY_FILTER, UNKNOWN_BY_FILTER]))
  }
})

const ONLY_X64 = 'only x64 has another architecture within reach of a 64-bit process'

test('int 0x80 ends the process', ({ skip }) => {
  skip(arch !== 'x64', ONLY_X64)
  for (const each of options) expect(probe.foreign(buildFilter(each)), name(each)).toBe('Bad system call')
})

test('int 0x80 without a filter ends in no bad system call', ({ skip }) => {
  skip(arch !== 'x64', ONLY_X64)
  expect(['survived', 'Segmentation fault']).toContain(probe.foreign(undefined))
})

test('numbers of the x32 ABI are refused by the filter', ({ skip }) => {
  skip(arch !== 'x64', ONLY_X64)
  const filter = marked(buildFilter({ egress: 'full', arch }), MARKS)
  const requests = [0x40000000, 0x40000027, 0x40000209, 512, 521, 547].map((nr) => ({ nr, args: [] }))
  for (const identity of identities) {
    expect(new Set(probe.calls(filter, requests, identity))).toEqual(new Set([REFUSED_BY_FILTER]))
  }
})

/** Where Debian and others put the headers of both architectures. */
const HEADERS: Readonly<Record<Arch, readonly string[]>> = {
  x64: ['/usr/include/x86_64-linux-gnu/asm/unistd_64.h', '/usr/include/asm/unistd_64.h'],
  arm64: [
    '/usr/aarch64-linux-gnu/include/asm-generic/unistd.h',
    ...(arch === 'arm64' ? ['/usr/include/asm-generic/unistd.h'] : []),
  ],
}

test.for(['x64', 'arm64'] as const)(
  'the numbers of %s agree with the headers of this machine',
  (of, { skip }) => {
    const header = HEADERS[of].find((place) => existsSync(place))
    skip(header === undefined, `there are no kernel headers of ${of} here`)
    const known: Readonly<Partial<Record<string, number>>> = ARCHITECTURES[of].calls
    const defined = readFileSync(header ?? '', 'utf8').matchAll(/^#define __NR_(\w+) (\d+)$/gm)
    const shared = [...defined].filter(([, word = '']) => known[word] !== undefined)
    expect(shared.length).toBeGreaterThan(250)
    for (const [, word = '', number] of shared) expect(known[word], word).toBe(Number(number))
  },
)
