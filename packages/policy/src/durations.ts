/** Reads durations with units, such as `500ms`, `10m` or `1h30m`, as milliseconds. */

const MILLISECONDS: ReadonlyMap<string, number> = new Map([
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
])

/** The units, largest first, for messages. */
export const DURATION_UNITS = 'd, h, m, s, ms'

const WHOLE = /^(?:\d+(?:\.\d+)?(?:ms|[dhms]))+$/
const PART = /(\d+(?:\.\d+)?)(ms|[dhms])/g

/**
 * Milliseconds, or undefined when the text is no duration: a missing or unknown unit, a unit twice or out of
 * order, zero, less than a millisecond, or more than can be counted exactly.
 *
 * @example parseDuration('1h30m') // 5400000
 */
export function parseDuration(text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined
  let total = 0
  let previous = Number.POSITIVE_INFINITY
  for (const [, amount, unit = ''] of text.matchAll(PART)) {
    const size = MILLISECONDS.get(unit) ?? 0
    if (size >= previous) return undefined
    previous = size
    total += Number(amount) * size
  }
  const rounded = Math.round(total)
  return Number.isSafeInteger(rounded) && rounded > 0 ? rounded : undefined
}
