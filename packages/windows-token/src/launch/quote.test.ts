import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitCommandLine } from '../../test/support/split-command-line.js'
import { commandLine, quoteArgument } from './quote.js'

const text = fc.string({
  unit: fc.constantFrom('a', ' ', '"', '\\', '\t', '\n', '\v', '%', '^', '&', 'é', '😀'),
  maxLength: 12,
})

test('a program gets its arguments as they were', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), (args) => {
      expect(splitCommandLine(commandLine('C:\\Program Files\\a.exe', args))).toEqual([
        'C:\\Program Files\\a.exe',
        ...args,
      ])
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['plain', 'plain'],
  ['', '""'],
  ['a b', '"a b"'],
  ['a"b', '"a\\"b"'],
  ['a b\\', '"a b\\\\"'],
  ['a\\b', 'a\\b'],
  ['a\\"b', '"a\\\\\\"b"'],
  ['%PATH%', '%PATH%'],
])('%j is written as %s', (argument, written) => {
  expect(quoteArgument(argument)).toBe(written)
})

test('what cannot be said is refused', () => {
  expect(() => commandLine('a', ['b\0c'])).toThrow(expect.objectContaining({ code: 'TEXT_HAS_NUL' }))
  expect(() => commandLine('a', ['b'.repeat(32_763)])).toThrow(
    expect.objectContaining({ code: 'COMMAND_LINE_TOO_LONG' }),
  )
  expect(commandLine('a', ['b'.repeat(32_762)])).toHaveLength(32_766)
})
