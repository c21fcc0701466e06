/** Says which variables a command gets, in the order in which Windows wants them. Pure. */

import { textHasNul } from '@sandbox/policy'
import { badVariable } from '../errors.js'

/** Variables of one command. On Windows two names that differ in letter case only are one. */
export type Environment = Readonly<Record<string, string>>

/**
 * `NAME=value` in the order of the names without letter case, each name once.
 *
 * @throws SandboxError `VARIABLE_MALFORMED`, `TEXT_HAS_NUL`
 */
export function environmentLines(environment: Environment): readonly string[] {
  const byName = new Map<string, readonly [name: string, value: string]>()
  for (const [name, value] of Object.entries(environment)) {
    // A leading "=" marks the hidden variables of drives; nothing is said about those.
    if (name === '' || name.includes('=')) throw badVariable(name)
    if (name.includes('\0') || value.includes('\0')) throw textHasNul(`the variable ${JSON.stringify(name)}`)
    byName.set(name.toUpperCase(), [name, value])
  }
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, [name, value]]) => `${name}=${value}`)
}

/** The value of a variable under any spelling of its name. */
export function variable(environment: Environment, name: string): string | undefined {
  const key = Object.keys(environment).findLast((each) => each.toUpperCase() === name.toUpperCase())
  return key === undefined ? undefined : environment[key]
}

/** The environment with these variables in the place of every other spelling of their names. */
export function withVariables(environment: Environment, changes: Environment): Environment {
  const changed = new Set(Object.keys(changes).map((name) => name.toUpperCase()))
  const kept = Object.entries(environment).filter(([name]) => !changed.has(name.toUpperCase()))
  return { ...Object.fromEntries(kept), ...changes }
}
