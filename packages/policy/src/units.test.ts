import { describe, expect, test } from 'vitest'
import { parseDuration } from './durations.js'
import { parseSize } from './sizes.js'

describe('a duration', () => {
  test.each([
    ['500ms', 500],
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
    ['1d2h3m4s5ms', 93_784_005],
  ])('%s is %d milliseconds', (text, expected) => {
    expect(parseDuration(text)).toBe(expected)
  })

  test.each([
    '',
    '10',
    'm',
    '10 m',
    '-1s',
    '1s1s',
    '1m1h',
    '1ms1s',
    '0s',
    '0.1ms',
    '1e3s',
    '9999999999999d',
    '10M',
  ])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined()
  })
})

describe('a size', () => {
  test.each([
    ['1B', 1],
    ['10', 10],
    [10, 10],
    ['512MB', 512_000_000],
    ['512 MB', 512_000_000],
    ['4GiB', 4_294_967_296],
    ['1.5KiB', 1536],
    ['2TB', 2_000_000_000_000],
  ])('%s is %d bytes', (size, expected) => {
    expect(parseSize(size)).toBe(expected)
  })

  test.each([
    '',
    'GiB',
    '4G',
    '4gib',
    '0',
    0,
    -1,
    1.5,
    '1.5B',
    '-1KB',
    '1e3',
    Number.NaN,
    '99999999TiB',
    '1  KB',
  ])('%j is none', (size) => {
    expect(parseSize(size)).toBeUndefined()
  })
})
