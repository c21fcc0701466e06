/** Turns a `limits` table into numbers: milliseconds, bytes, counts. */

import type { LimitsTable } from './document.js'
import { DURATION_UNITS, parseDuration } from './durations.js'
import type { Place } from './layer.js'
import type { Limits } from './profile.js'
import { badValue } from './profile-errors.js'
import { parseSize, SIZE_UNITS } from './sizes.js'

/** @throws SandboxError `POLICY_BAD_VALUE` for a duration or size that cannot be read */
export function compileLimits(table: LimitsTable, place: Place): Limits {
  const duration = (key: 'timeout' | 'cpu') => {
    const text = table[key]
    return text === undefined ? {} : { [key]: readDuration(text, key, place) }
  }
  const size = (key: 'memory' | 'files' | 'output') => {
    const text = table[key]
    return text === undefined ? {} : { [key]: readSize(text, key, place) }
  }
  return {
    ...duration('timeout'),
    ...size('memory'),
    ...(table.processes === undefined ? {} : { processes: table.processes }),
    ...size('files'),
    ...duration('cpu'),
    ...size('output'),
  }
}

function readDuration(text: string, key: string, place: Place): number {
  const duration = parseDuration(text)
  if (duration !== undefined) return duration
  throw badValue(
    place.at([key]),
    `${JSON.stringify(text)} is not a duration`,
    `Write numbers with units, largest unit first (${DURATION_UNITS}), such as "90s" or "1h30m".`,
  )
}

function readSize(value: string | number, key: string, place: Place): number {
  const size = parseSize(value)
  if (size !== undefined) return size
  throw badValue(
    place.at([key]),
    `${JSON.stringify(value)} is not a size`,
    `Write a whole number of bytes, or a number with a unit (${SIZE_UNITS}), such as "4GiB".`,
  )
}
