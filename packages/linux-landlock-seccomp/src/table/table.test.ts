import { describe, expect, test } from 'vitest'
import { refusalOf } from '../../test/support/answers.js'
import { CASES } from '../../test/support/cases.js'
import { everyOption, name } from '../../test/support/options.js'
import { ARCHITECTURES, type CallName } from '../architecture.js'
import { buildFilter } from '../build-filter.js'
import { simulate } from '../simulate.js'
import { applies } from './row.js'
import { TABLE } from './table.js'

const rows = TABLE.flatMap((theme) => theme.rows)

describe.each(everyOption.map((options) => [name(options), options] as const))('%s', (_, options) => {
  const filter = buildFilter(options)
  const { token, calls } = ARCHITECTURES[options.arch]
  const numbers: Readonly<Partial<Record<CallName, number>>> = calls
  test.each(
    CASES.filter(({ call }) => numbers[call] !== undefined).map((each) => [each.title, each] as const),
  )('%s', (_title, each) => {
    const answer = simulate(filter, { arch: token, nr: numbers[each.call] ?? -1, args: each.args })
    const refusal = refusalOf(each, options)
    const errno = { EPERM: 1, ENOSYS: 38 }
    expect(answer).toMatchObject(
      refusal === undefined ? { action: 'allow' } : { action: 'errno', errno: errno[refusal] },
    )
  })
})

test('each call of each row has a case that is refused, in each of its modes', () => {
  for (const options of everyOption) {
    for (const row of rows.filter((each) => applies(each, options))) {
      for (const call of row.calls) {
        const refused = CASES.some((each) => each.call === call && refusalOf(each, options) !== undefined)
        expect(refused, `${call} with ${name(options)}`).toBe(true)
      }
    }
  }
})

test('each call with a condition has a case that is allowed', () => {
  for (const call of rows.filter(({ condition }) => condition !== undefined).flatMap(({ calls }) => calls)) {
    const passes = (each: (typeof CASES)[number]) =>
      each.call === call && everyOption.some((options) => refusalOf(each, options) === undefined)
    expect(CASES.some(passes), call).toBe(true)
  }
})

test('no row names a call twice, and each says why', () => {
  for (const { calls, why } of rows) {
    expect(new Set(calls).size).toBe(calls.length)
    expect(why).not.toBe('')
  }
})
