import { expect, test } from 'vitest'
import { unlessBusy } from './unless-busy.js'

/** Work that throws these codes one after the other, and then is done. */
function failing(...codes: readonly string[]) {
  const left = [...codes]
  const pauses: number[] = []
  const attempt = () =>
    unlessBusy(
      () => {
        const code = left.shift()
        if (code !== undefined) throw Object.assign(new Error(code), { code })
        return 'done'
      },
      (milliseconds) => pauses.push(milliseconds),
    )
  return { attempt, left, pauses }
}

test.each(['EPERM', 'EACCES', 'EBUSY'])('what fails once with %s is done at the next try', (code) => {
  const { attempt, pauses } = failing(code)
  expect(attempt()).toBe('done')
  expect(pauses).toHaveLength(1)
})

test('what stays in use is an error after a few tries', () => {
  const { attempt, left, pauses } = failing(...Array<string>(20).fill('EBUSY'))
  expect(attempt).toThrow('EBUSY')
  expect(pauses.reduce((sum, each) => sum + each, 0)).toBeLessThan(1000)
  expect(left).toHaveLength(20 - pauses.length - 1)
})

test.each(['ENOENT', 'ENOSPC', 'EEXIST'])('%s is an answer', (code) => {
  const { attempt, pauses } = failing(code)
  expect(attempt).toThrow(code)
  expect(pauses).toEqual([])
})

test('the pause between tries really waits, and ends', () => {
  let tries = 0
  const work = () => {
    tries += 1
    if (tries === 1) throw Object.assign(new Error('EBUSY'), { code: 'EBUSY' })
    return tries
  }
  expect(unlessBusy(work)).toBe(2)
})
