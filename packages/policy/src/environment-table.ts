/** Checks an `environment` table. */

import type { EnvironmentTable } from './document.js'
import type { Place } from './layer.js'
import { badValue } from './profile-errors.js'

/** The environment part of one profile; undefined parts are inherited. */
export interface EnvironmentLayer {
  readonly inherit: 'all' | 'core' | 'none' | undefined
  readonly keep: readonly string[] | undefined
  readonly exclude: readonly string[] | undefined
  readonly set: Readonly<Record<string, string>>
  readonly only: readonly string[] | undefined
}

/** @throws SandboxError `POLICY_BAD_VALUE` for names and patterns no variable can have */
export function compileEnvironment(table: EnvironmentTable, place: Place): EnvironmentLayer {
  for (const key of ['keep', 'exclude', 'only'] as const) {
    table[key]?.forEach((pattern, index) => {
      checkName(pattern, 'pattern', place, [key, index])
    })
  }
  for (const name of Object.keys(table.set ?? {})) checkName(name, 'name', place, ['set', name])
  return {
    inherit: table.inherit,
    keep: table.keep,
    exclude: table.exclude,
    set: table.set ?? {},
    only: table.only,
  }
}

function checkName(text: string, what: string, place: Place, path: readonly (string | number)[]): void {
  if (text !== '' && !text.includes('=')) return
  throw badValue(
    place.at(path),
    text === '' ? `the ${what} is empty` : `${JSON.stringify(text)} contains "="`,
    what === 'name'
      ? 'Write the name alone; its value goes behind it.'
      : 'Write a name, or a pattern such as "*_TOKEN".',
  )
}
