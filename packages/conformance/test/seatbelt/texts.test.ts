/** The escaper and the translation of globs, against the simulator's reader and the policy's own matcher. */

import { globRegex, quote, quoteBytes } from '@sandbox/macos-seatbelt'
import { compileGlobs } from '@sandbox/policy'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { bytesOf, compilePattern, readForms } from '../../src/sbpl/index.js'

vi.setConfig({ testTimeout: 120_000 })
const RUNS = Number(process.env.SANDBOX_SEATBELT_CASES ?? 120) * 10

describe('strings', () => {
  test('every text is read back as its bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(readForms(quote(text))).toMatchObject([{ kind: 'string', value: bytesOf(text) }])
      }),
      { numRuns: RUNS },
    )
  })

  test('every byte is read back, and the text is plain ASCII', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const value = Buffer.from(bytes).toString('latin1')
        const text = quoteBytes(value)
        expect(text).toMatch(/^[ -~]*$/)
        expect(readForms(text)).toMatchObject([{ kind: 'string', value }])
      }),
      { numRuns: RUNS },
    )
  })

  test.each([
    ['a"b', '"a\\"b"'],
    ['a\\b', '"a\\\\b"'],
    ['a\nb', '"a\\x0ab"'],
    ['é', '"\\xc3\\xa9"'],
    // JSON would write \b and \u001b, which mean something else here.
    ['\b\x1b', '"\\x08\\x1b"'],
  ])('%j', (text, quoted) => {
    expect(quote(text)).toBe(quoted)
  })
})

const letters = [...'abcABCkK.-_é É ö 한 か が 😀 ß x y']
const nameChar = fc.constantFrom(
  ...letters.filter((each) => each !== ' '),
  '(',
  ')',
  '"',
  '\\',
  '+',
  '$',
  '^',
  '|',
  '{',
  '}',
  ' ',
)
const globPart = fc.constantFrom(
  '*',
  '?',
  '**',
  '[abc]',
  '[!a]',
  '[a-c]',
  '[é]',
  '[!é]',
  '[k]',
  '[α-ω]',
  '[[]',
  '[]x]',
  '[-a]',
  '**/',
  '/',
  '/**',
  '[\\]',
  '[.-_]',
  '[^a]',
)
const pattern = fc
  .array(fc.oneof({ arbitrary: nameChar, weight: 3 }, { arbitrary: globPart, weight: 2 }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => `/w/${parts.join('')}`)
  .filter((text) => !/\/\.{1,2}(?:\/|$)/.test(text))
const path = fc
  .array(fc.oneof(nameChar, nameChar, fc.constant('/')), { minLength: 1, maxLength: 8 })
  .map((parts) => `/w/${parts.join('')}`.replace(/\/+/g, '/').replace(/\/$/, ''))

/** Undefined when the policy language itself refuses the pattern. */
function matchers(text: string) {
  try {
    const own = compileGlobs([text], 'darwin')
    const { exact } = compilePattern(globRegex(text))
    return {
      own: (each: string) => own.denying(each) !== -1,
      regex: (each: string) => exact.test(bytesOf(each)),
    }
  } catch (error) {
    if (
      error instanceof Error &&
      /GLOB_(?:INVALID|NOT_EXPRESSIBLE)/.test(String((error as { code?: string }).code))
    )
      return undefined
    throw error
  }
}

describe('globs', () => {
  test('a composed name is matched exactly as the policy matches it', () => {
    fc.assert(
      fc.property(pattern, fc.array(path, { minLength: 20, maxLength: 20 }), (text, paths) => {
        const pair = matchers(text)
        fc.pre(pair !== undefined)
        for (const each of [...paths, text.replace(/[*?[\]]/g, 'a')]) {
          expect([each, pair.regex(each)]).toEqual([each, pair.own(each)])
        }
      }),
      { numRuns: RUNS },
    )
  })

  test('a name in parts is never matched less', () => {
    fc.assert(
      fc.property(pattern, fc.array(path, { minLength: 20, maxLength: 20 }), (text, paths) => {
        const pair = matchers(text)
        fc.pre(pair !== undefined)
        for (const each of paths) {
          if (pair.own(each)) expect([each, pair.regex(each.normalize('NFD'))]).toEqual([each, true])
        }
      }),
      { numRuns: RUNS },
    )
  })

  test.each([
    ['/a/**/*.env', '/a/.env', true],
    ['/a/**/*.env', '/a/b/c/x.ENV', true],
    ['/a/**/*.env', '/a/x.env/inside', true],
    ['/a/**/*.env', '/a/x.envy', false],
    ['/a/**', '/a', true],
    ['/a/**', '/ab', false],
    ['/a/?', '/a/é', true],
    ['/a/?', '/a/e\u0301', true],
    ['/a/?', '/a/éé', false],
    ['/a/[!x]', '/a/é', true],
    ['/a/[ab', '/a/[ab', true],
    ['/a/x.y', '/a/x-y', false],
    ['/a/k', '/a/\u212a', true],
  ])('%s and %s: %s', (text, each, matches) => {
    expect(matchers(text)?.regex(each)).toBe(matches)
  })

  test.each([
    ['/a/*\n', 'it holds a control character'],
    ['/a/[\u0100-\uffff]', 'one of its classes names too many characters'],
  ])('%j is refused by name', (text, why) => {
    expect(() => globRegex(text)).toThrow(why)
  })
})
