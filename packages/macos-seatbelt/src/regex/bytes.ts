/** Says sets of characters in a regular expression that sees bytes. */

import type { CodeRange } from '@sandbox/policy'

/** A class of the system's automaton holds no more ranges. */
const MAX_CLASS_RANGES = 15
const LAST_OF_LENGTH = [0x7f, 0x7ff, 0xffff] as const
const SURROGATES: CodeRange = [0xd800, 0xdfff]
/** Everything there is. NUL is in no path. */
export const EVERY_CODE: CodeRange = [1, 0x10ffff]

/** A text of bytes as an expression that matches only itself. */
export function escapeRegex(bytes: string): string {
  return bytes.replace(/[.+()|^$*?[\]{}\\]/g, '\\$&')
}

/** Alternatives, in a group when there are several. */
export function alternatives(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join('|')})`
}

/** Expressions that together match exactly the UTF-8 of the codes in the ranges. */
export function utf8Alternatives(ranges: readonly CodeRange[]): readonly string[] {
  const sequences = normalRanges(ranges).flatMap(([first, last]) => sequencesOf(first, last))
  const single = sequences.flatMap((each) => (each.length === 1 ? [each[0] as CodeRange] : []))
  const longer = sequences.filter((each) => each.length > 1)
  return [...classesOf(single), ...longer.map((each) => each.map((range) => classesOf([range])[0]).join(''))]
}

/** Sorted, joined, without the codes that are no characters. */
export function normalRanges(ranges: readonly CodeRange[]): readonly CodeRange[] {
  const sorted = [...ranges].flatMap(withoutSurrogates).sort(([a], [b]) => a - b)
  const joined: [number, number][] = []
  for (const [first, last] of sorted) {
    const before = joined.at(-1)
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else joined.push([first, last])
  }
  return joined
}

/** What is in `EVERY_CODE` and not in the ranges. */
export function complement(ranges: readonly CodeRange[]): readonly CodeRange[] {
  const left: CodeRange[] = []
  let next = EVERY_CODE[0]
  for (const [first, last] of normalRanges(ranges)) {
    if (first > next) left.push([next, first - 1])
    next = Math.max(next, last + 1)
  }
  if (next <= EVERY_CODE[1]) left.push([next, EVERY_CODE[1]])
  return left
}

function withoutSurrogates([first, last]: CodeRange): readonly CodeRange[] {
  const parts: CodeRange[] = [
    [first, Math.min(last, SURROGATES[0] - 1)],
    [Math.max(first, SURROGATES[1] + 1), last],
  ]
  return parts.filter(([from, to]) => from <= to)
}

/** Splits a range until every part is a product of byte ranges. */
function sequencesOf(first: number, last: number): readonly (readonly CodeRange[])[] {
  for (const limit of LAST_OF_LENGTH) {
    if (first <= limit && limit < last) return [...sequencesOf(first, limit), ...sequencesOf(limit + 1, last)]
  }
  if (last <= 0x7f) return [[[first, last]]]
  for (const bits of [6, 12, 18]) {
    const mask = (1 << bits) - 1
    if ((first & ~mask) === (last & ~mask)) continue
    if ((first & mask) !== 0)
      return [...sequencesOf(first, first | mask), ...sequencesOf((first | mask) + 1, last)]
    if ((last & mask) !== mask)
      return [...sequencesOf(first, (last & ~mask) - 1), ...sequencesOf(last & ~mask, last)]
  }
  const [from, to] = [utf8(first), utf8(last)]
  return [from.map((byte, index): CodeRange => [byte, to[index] ?? byte])]
}

function utf8(code: number): readonly number[] {
  return [...Buffer.from(String.fromCodePoint(code), 'utf8')]
}

function classesOf(ranges: readonly CodeRange[]): readonly string[] {
  const [only] = ranges
  if (ranges.length === 1 && only !== undefined && only[0] === only[1]) return [escapeRegex(byte(only[0]))]
  const classes: string[] = []
  for (let at = 0; at < ranges.length; at += MAX_CLASS_RANGES) {
    classes.push(
      `[${ranges
        .slice(at, at + MAX_CLASS_RANGES)
        .map(rangeText)
        .join('')}]`,
    )
  }
  return classes
}

function rangeText([first, last]: CodeRange): string {
  return first === last ? member(first) : `${member(first)}-${member(last)}`
}

function member(code: number): string {
  const text = byte(code)
  return /[\]\\^[-]/.test(text) ? `\\${text}` : text
}

function byte(code: number): string {
  return String.fromCharCode(code)
}
