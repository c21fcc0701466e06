/** Reads sizes with units, such as `512MB` or `4GiB`, as bytes. */

const BYTES: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
  ['TiB', 2 ** 40],
])

/** The units, for messages. */
export const SIZE_UNITS = 'B, KB, MB, GB, TB, KiB, MiB, GiB, TiB'

/**
 * Bytes, or undefined when this is no size: an unknown unit, zero, a negative number, a fraction of a byte, or
 * more than can be counted exactly. A number, or a text without a unit, is bytes.
 *
 * @example parseSize('4GiB') // 4294967296
 */
export function parseSize(size: string | number): number | undefined {
  if (typeof size === 'number') return wholeBytes(size)
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?) ?([A-Za-z]*)$/.exec(size) ?? []
  const factor = BYTES.get(unit === '' ? 'B' : unit)
  return amount === undefined || factor === undefined ? undefined : wholeBytes(Number(amount) * factor)
}

function wholeBytes(bytes: number): number | undefined {
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined
}
