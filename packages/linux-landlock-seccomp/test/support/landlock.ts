/** Judges one access by a ruleset as the kernel does: rights add up from a place to the root. */

import { dirname } from 'node:path'
import { FILE_RIGHTS } from '../../src/landlock/rights.js'
import type { Ruleset } from '../../src/landlock/ruleset.js'

/** Is the right open at a place that is reached without links? */
export function isOpen(ruleset: Ruleset, path: string, right: string): boolean {
  const bit = FILE_RIGHTS.find(({ name }) => name === right)?.bit ?? 0
  if ((ruleset.handledAccessFs & bit) === 0) return true
  for (let at = path; ; at = dirname(at)) {
    if (ruleset.pathRules.some((rule) => rule.path === at && (rule.access & bit) !== 0)) return true
    if (at === '/') return false
  }
}

/** The names of every right that is open at a place. */
export const openRights = (ruleset: Ruleset, path: string): readonly string[] =>
  FILE_RIGHTS.filter(({ bit }) => (ruleset.handledAccessFs & bit) !== 0)
    .map(({ name }) => name)
    .filter((name) => isOpen(ruleset, path, name))
