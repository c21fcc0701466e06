/** Makes the set of literal rules and globs of a policy: links followed, one rule for each path. */

import { ACCESS_BY_STRICTNESS } from '../access.js'
import { literalRules } from '../decide/tree.js'
import { escapeGlob } from '../glob.js'
import { compareText, foldCase, type Platform, parentOf, sortByPath } from '../paths.js'
import type { RuleSource } from '../profile.js'
import type { GlobRule, PathRule, PolicyWarning } from '../resolved.js'
import type { Session } from './context.js'
import type { Entry, GlobEntry } from './expand.js'

/** The entries of a policy after links were followed. */
export interface Followed {
  /** As written, and once more at the canonical place of every path that leads through trusted links. */
  readonly entries: readonly Entry[]
  /** Grants whose link the command could have planted: they give nothing at the place the link leads to. */
  readonly untrusted: ReadonlySet<string>
}

/**
 * Adds every rule once more where its path really leads, so that both spellings are judged.
 *
 * THREAT: an earlier command can leave a link in a directory it may write. A read or write rule that leads through
 * such a link would hand out whatever the link points to, so it is not followed.
 */
export function followLinks(entries: readonly Entry[], session: Session): Followed {
  const { platform, walker } = session
  const derived: { readonly entry: Entry; readonly links: readonly string[] }[] = []
  for (const entry of entries) {
    const { canonical, links } = walker.walk(entry.path)
    if (canonical !== entry.path) derived.push({ entry: { ...entry, path: canonical }, links })
  }
  if (derived.length === 0) return { entries, untrusted: new Set() }
  // The most that could be writable: no read rule through a link is counted on to narrow it.
  const widest = literalRules(
    onePerPath(
      [...entries, ...derived.map((each) => each.entry).filter((each) => each.access !== 'read')],
      platform,
    ),
    platform,
  )
  const untrusted = new Set<string>()
  const kept = entries.flatMap((entry) => {
    const { canonical, links } = walker.walk(entry.path)
    if (canonical === entry.path) return []
    const planted = links.find((link) => widest.find(parentOf(link, platform))?.access === 'write')
    if (planted === undefined || entry.access === 'deny') return [{ ...entry, path: canonical }]
    untrusted.add(entry.path)
    session.warnings.push(grantThroughWritableLink(entry, planted, canonical))
    return []
  })
  return { entries: [...entries, ...kept], untrusted }
}

function grantThroughWritableLink(entry: Entry, link: string, target: string): PolicyWarning {
  return {
    code: 'GRANT_THROUGH_WRITABLE_LINK',
    message: `The ${entry.access} rule for ${entry.path} leads through the link ${link}, which the command can change; ${target} is not opened.`,
    hint: `Write the rule for ${target} itself if it is meant.`,
  }
}

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
