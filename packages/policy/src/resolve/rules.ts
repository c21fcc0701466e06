/** Makes one rule of all that stand at the same path, and the globs absolute. */

import { ACCESS_BY_STRICTNESS } from '../access.js'
import { escapeGlob } from '../glob.js'
import { compareText, foldCase, type Platform, sortByPath } from '../paths.js'
import type { RuleSource } from '../profile.js'
import type { GlobRule, PathRule } from '../resolved.js'
import type { Session } from './context.js'
import type { Entry, GlobEntry } from './expand.js'

/** One rule for each path: deny before write before read; the same for every order of the entries. */
export function onePerPath(entries: readonly Entry[], platform: Platform): readonly PathRule[] {
  const best = new Map<string, Entry>()
  for (const entry of entries) {
    const key = foldCase(entry.path, platform)
    const other = best.get(key)
    if (other === undefined || compareEntries(entry, other) < 0) best.set(key, entry)
  }
  const rules = Array.from(best.values(), ({ path, access, source }) => ({ path, access, source }))
  return sortByPath(rules, (rule) => rule.path, platform)
}

function compareEntries(a: Entry, b: Entry): number {
  return (
    ACCESS_BY_STRICTNESS.indexOf(a.access) - ACCESS_BY_STRICTNESS.indexOf(b.access) ||
    Number(b.named) - Number(a.named) ||
    compareSources(a.source, b.source) ||
    compareText(a.path, b.path)
  )
}

function compareSources(a: RuleSource, b: RuleSource): number {
  return (
    compareText(a.file ?? '', b.file ?? '') ||
    compareText(a.keyPath, b.keyPath) ||
    compareText(a.profile ?? '', b.profile ?? '')
  )
}

/** Every glob at the base as written and where the base really leads. */
export function globRules(globs: readonly GlobEntry[], session: Session): readonly GlobRule[] {
  const found = new Map<string, GlobRule>()
  for (const { base, rest, source } of globs) {
    for (const place of [base, session.walker.walk(base).canonical]) {
      const directory = session.platform === 'win32' ? place.replaceAll('\\', '/') : place
      const pattern = `${escapeGlob(directory).replace(/\/$/, '')}/${rest}`
      const other = found.get(pattern)
      if (other === undefined || compareSources(source, other.source) < 0) {
        found.set(pattern, { pattern, base: place, source })
      }
    }
  }
  return [...found.values()].sort((a, b) => compareText(a.pattern, b.pattern))
}
