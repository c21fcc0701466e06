import { expect, test } from 'vitest'
import { isAtLeast, parseOptions, parseVersion } from './features.js'

test.each([
  ['bubblewrap 0.8.0\n', [0, 8, 0]],
  ['bubblewrap 0.13\n', [0, 13, 0]],
  ['firejail version 0.9.72\n', undefined],
  ['', undefined],
])('the version in %j is %j', (text, version) => {
  expect(parseVersion(text)).toEqual(version)
})

test('options are read from a help text', () => {
  const help =
    'usage: bwrap [OPTIONS...]\n    --help   Print this\n    --as-pid-1       Do not …\n    --perms OCTAL'
  expect(parseOptions(help)).toEqual(['as-pid-1', 'help', 'perms'])
})

test('versions compare by number', () => {
  expect(isAtLeast([0, 9, 9], [0, 12])).toBe(false)
  expect(isAtLeast([0, 12, 0], [0, 12])).toBe(true)
  expect(isAtLeast([1, 0, 0], [0, 12])).toBe(true)
})
