import { expect, test } from 'vitest'
import { effectiveTimeout } from './launch.js'
import { showCommand } from './result.js'

test('a command is shown as a shell would need it', () => {
  expect(showCommand('sh', ['-c', "echo 'a b'", '', 'x=1'])).toBe(`sh -c 'echo '\\''a b'\\''' '' x=1`)
})

test('the shorter timeout counts, and 0 is none', () => {
  expect(effectiveTimeout(undefined, undefined)).toBe(0)
  expect(effectiveTimeout(0, 500)).toBe(500)
  expect(effectiveTimeout(100, 500)).toBe(100)
  expect(effectiveTimeout(900, 500)).toBe(500)
})

test('a timeout longer than a timer can count is as long as a timer can count', () => {
  expect(effectiveTimeout(undefined, 1e12)).toBe(2 ** 31 - 1)
})
