/** Compares two environment sections. */

import { nameMatches } from '../environment.js'
import type { EnvironmentPolicy } from '../profile.js'
import type { Widening } from './widening.js'

/** How much of the caller's environment is inherited. */
export const INHERIT_WIDTH: Readonly<Record<EnvironmentPolicy['inherit'], number>> = {
  none: 0,
  core: 1,
  all: 2,
}

/** True when every name the pattern `inner` matches is matched by one of the patterns. */
export function patternsCover(outer: readonly string[], inner: string): boolean {
  return outer.some((pattern) => {
    if (pattern === '*' || pattern.toLowerCase() === inner.toLowerCase()) return true
    return !/[*?]/.test(inner) && nameMatches(pattern, inner)
  })
}

/** Which variables `a` lets through, or gives, that `b` does not. */
export function environmentWidenings(a: EnvironmentPolicy, b: EnvironmentPolicy): readonly Widening[] {
  const found: Widening[] = []
  const add = (subject: string, reason: string) => found.push({ subject: `environment.${subject}`, reason })
  if (INHERIT_WIDTH[a.inherit] > INHERIT_WIDTH[b.inherit]) {
    add('inherit', `It inherits ${a.inherit} where ${b.inherit} is the limit.`)
  }
  if (a.inherit !== 'none') {
    for (const pattern of a.keep) {
      if (!patternsCover(b.keep, pattern)) add(`keep.${pattern}`, 'The limit drops such names as secrets.')
    }
    for (const pattern of b.exclude) {
      if (!patternsCover(a.exclude, pattern)) add(`exclude.${pattern}`, 'The limit drops such names.')
    }
  }
  // A value that is set replaces the caller's, so both a new one and a missing one let something else through.
  for (const [name, value] of Object.entries(a.set)) {
    if (b.set[name] !== value) add(`set.${name}`, 'The limit does not give this variable this value.')
  }
  for (const name of Object.keys(b.set)) {
    const absent = a.inherit === 'none' || patternsCover(a.exclude, name)
    if (!(name in a.set) && !absent)
      add(`set.${name}`, "The caller's value would show instead of the limit's.")
  }
  if (b.only !== undefined) {
    if (a.only === undefined) add('only', 'The limit lets only some names through.')
    for (const pattern of a.only ?? []) {
      if (!patternsCover(b.only, pattern))
        add(`only.${pattern}`, 'The limit does not let such names through.')
    }
  }
  return found
}
