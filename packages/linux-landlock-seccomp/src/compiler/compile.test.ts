import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holds, interpret } from '../../test/support/interpret.js'
import { manyCalls } from '../../test/support/many.js'
import { everyOption, name } from '../../test/support/options.js'
import { anyArgument, anyCall } from '../../test/support/random.js'
import { ARCHITECTURES } from '../architecture.js'
import { buildFilter } from '../build-filter.js'
import { all, any, anyBit, arg32, arg64, constant, masked, not, oneOf } from '../expression/build.js'
import type { Expression } from '../expression/expression.js'
import { type SimulatedAnswer, type SimulatedCall, simulate } from '../simulate.js'
import { verify } from '../verify.js'
import { type Clause, compile } from './compile.js'

const X64 = ARCHITECTURES.x64.token

/** `allow`, `kill-process`, `EPERM` or `ENOSYS`. */
function word(answer: SimulatedAnswer): string {
  return answer.action === 'errno' ? ({ 1: 'EPERM', 38: 'ENOSYS' }[answer.errno] ?? '?') : answer.action
}

test.each(everyOption.map((options) => [name(options), options] as const))(
  'the filter says what the table says: %s',
  (_, options) => {
    const filter = buildFilter(options)
    const { token } = ARCHITECTURES[options.arch]
    const agree = (call: SimulatedCall) => {
      expect(word(simulate(filter, call))).toBe(interpret(options, call))
    }
    fc.assert(
      fc.property(anyCall(options.arch), (call) => agree({ ...call, arch: token })),
      { numRuns: 2000 },
    )
    agree({ nr: 0, arch: token ^ 1 })
    for (let nr = 0; nr < 600; nr++) agree({ nr, arch: token })
  },
)

const index = fc.constantFrom(0, 1, 2, 3, 4, 5)
const number = anyArgument.map((value) => Number(BigInt.asUintN(32, value)))
const leaf: fc.Arbitrary<Expression> = fc.oneof(
  fc
    .tuple(index, fc.array(number, { minLength: 1, maxLength: 4 }))
    .map(([at, values]) => oneOf(arg32(at, 'a'), ...values.map((value) => constant('v', value)))),
  fc
    .tuple(index, fc.array(anyArgument, { minLength: 1, maxLength: 4 }))
    .map(([at, values]) => oneOf(arg64(at, 'a'), ...values.map((value) => constant('v', value)))),
  fc.tuple(index, number).map(([at, bits]) => anyBit(arg32(at, 'a'), constant('b', bits))),
  fc.tuple(index, anyArgument).map(([at, bits]) => anyBit(arg64(at, 'a'), constant('b', bits))),
  fc
    .tuple(index, number, number)
    .map(([at, bits, value]) => oneOf(masked(arg32(at, 'a'), constant('m', bits)), constant('v', value))),
  fc
    .tuple(index, anyArgument, anyArgument)
    .map(([at, bits, value]) => oneOf(masked(arg64(at, 'a'), constant('m', bits)), constant('v', value))),
)
const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((of) => all(...of)),
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((of) => any(...of)),
    tie('tree').map(not),
  ),
}))

test('any condition holds in the filter when it holds in fact', () => {
  fc.assert(
    fc.property(tree, fc.array(anyArgument, { minLength: 6, maxLength: 6 }), (condition, args) => {
      const filter = compile('x64', new Map([[7, [{ condition, action: 'EPERM' }]]]))
      expect(verify(filter)).toEqual([])
      const answer = word(simulate(filter, { arch: X64, nr: 7, args }))
      expect(answer).toBe(holds(condition, args) ? 'EPERM' : 'allow')
    }),
    { numRuns: 3000 },
  )
})

describe('programs whose branches are further apart than a test can jump', () => {
  test.each([
    [250, 1],
    [400, 2],
    [480, 4],
  ])('%i calls with %i values each', (count, values) => {
    const filter = compile('x64', manyCalls(count, values))
    expect(filter.length / 8).toBeGreaterThan(500)
    expect(verify(filter)).toEqual([])
    const ask = (nr: number, value: number) =>
      word(simulate(filter, { arch: X64, nr, args: [BigInt(value)] }))
    for (let nr = 0; nr < count; nr++) {
      expect(ask(nr, nr * values)).toBe('allow')
      expect(ask(nr, nr * values + 1)).toBe('ENOSYS')
      expect(ask(nr, nr * values + values)).toBe('ENOSYS')
      expect(ask(nr, nr * values + values + 1)).toBe('allow')
    }
    expect(simulate(filter, { arch: 0, nr: 0 }).action).toBe('kill-process')
  })

  test('a search over 500 calls takes at most 20 steps', () => {
    const filter = compile('arm64', manyCalls(500))
    const arch = ARCHITECTURES.arm64.token
    for (let nr = 0; nr < 600; nr++) expect(simulate(filter, { arch, nr }).steps).toBeLessThanOrEqual(20)
  })
})

test('a filter that the kernel would not take is refused by name', () => {
  expect(() => compile('x64', manyCalls(500, 20))).toThrow(
    /^the system call filter has \d+ instructions; the kernel takes 4096$/,
  )
})

test('the first clause that holds decides', () => {
  const first: Clause = { condition: oneOf(arg32(0, 'a'), constant('v', 1)), action: 'ENOSYS' }
  const filter = compile('x64', new Map([[3, [first, { action: 'EPERM' }]]]))
  expect(word(simulate(filter, { arch: X64, nr: 3, args: [1n] }))).toBe('ENOSYS')
  expect(word(simulate(filter, { arch: X64, nr: 3, args: [2n] }))).toBe('EPERM')
  expect(word(simulate(filter, { arch: X64, nr: 2, args: [1n] }))).toBe('allow')
})
