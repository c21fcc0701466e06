import { expect, test } from 'vitest'
import { figuresOf, quantile } from './statistics.js'

test('a quantile between two samples is interpolated', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5)
  expect(quantile([4, 1, 3, 2], 0)).toBe(1)
  expect(quantile([7], 0.25)).toBe(7)
})

test('the ratio is taken round by round, so that a slow round does not count twice', () => {
  const figures = figuresOf(
    [
      { name: 'base', durations: [1, 10, 1] },
      { name: 'twice', durations: [2, 20, 2] },
    ],
    'base',
  )
  expect(figures.map(({ ratio }) => ratio)).toEqual([1, 2])
})

test('without a base there is no ratio', () => {
  expect(figuresOf([{ name: 'alone', durations: [1] }], undefined)[0]?.ratio).toBeUndefined()
})
