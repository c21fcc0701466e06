/** Adds every rule once more where its path really leads, so that both spellings are judged, and watches for planted links. */

import { literalRules, type RuleTree } from '../decide/tree.js'
import { readThroughWritableLink } from '../path-errors.js'
import { foldCase, parentOf } from '../paths.js'
import { platformDefaults } from '../platform-defaults.js'
import type { PolicyWarning } from '../resolved.js'
import type { Session } from './context.js'
import type { Entry } from './expand.js'
import { onePerPath } from './rules.js'

/** A rule whose path leads through links. */
interface Derived {
  readonly entry: Entry
  /** The same rule at the canonical place. */
  readonly target: Entry
  /** A link on the way that the command could have put there. */
  readonly planted: string | undefined
}

/**
 * The entries, and once more each at its canonical place.
 *
 * THREAT: an earlier command can leave a link in a directory it may write, and a grant that leads through it would
 * hand out whatever the link points to. So a write rule through such a link is left out, with a warning, and a read
 * rule that would open a closed place is refused. Denies, and reads that only narrow, are followed through any link.
 *
 * @throws SandboxError `READ_THROUGH_WRITABLE_LINK`
 */
export function followLinks(entries: readonly Entry[], minimal: boolean, session: Session): readonly Entry[] {
  const derived = deriveAll(entries, session)
  if (derived.length === 0) return entries
  const isPlanted = (each: Derived) => each.planted !== undefined && each.entry.access !== 'deny'
  const planted = derived.filter(isPlanted)
  const dropped = new Set(planted.filter((each) => each.entry.access === 'write').map((each) => each.entry))
  const kept = [
    ...entries.filter((entry) => !dropped.has(entry)),
    ...derived.filter((each) => !isPlanted(each)).map((each) => each.target),
  ]
  const base = treeOf([...kept, ...(minimal ? platformEntries(session) : [])], session)
  const narrowing: Entry[] = []
  for (const each of planted) {
    const there = base.find(each.target.path)
    if (each.entry.access === 'write') {
      if (there?.access !== 'write') session.warnings.push(writeThroughLink(each))
      continue
    }
    const isDeniedByName = there?.access === 'deny' && samePath(there.path, each.target.path, session)
    if ((there?.access ?? 'deny') === 'deny' && !isDeniedByName) {
      throw readThroughWritableLink(each.entry.path, each.planted ?? '', each.target.path, each.entry.source)
    }
    narrowing.push(each.target)
  }
  return [...kept, ...narrowing]
}

function deriveAll(entries: readonly Entry[], session: Session): readonly Derived[] {
  const moved = entries.flatMap((entry) => {
    const { canonical, links } = session.walker.walk(entry.path)
    return canonical === entry.path ? [] : [{ entry, target: { ...entry, path: canonical }, links }]
  })
  if (moved.length === 0) return []
  // The most that could be writable: no read rule behind a link is counted on to narrow it.
  const certain = moved.map((each) => each.target).filter((target) => target.access !== 'read')
  const widest = treeOf([...entries, ...certain], session)
  const isWritable = (link: string) => widest.find(parentOf(link, session.platform))?.access === 'write'
  return moved.map(({ entry, target, links }) => ({ entry, target, planted: links.find(isWritable) }))
}

function platformEntries(session: Session): readonly Entry[] {
  const source = { keyPath: ':minimal' }
  return platformDefaults(session.platform).map((path) => ({
    path: session.place(path),
    access: 'read',
    source,
    named: false,
  }))
}

function treeOf(entries: readonly Entry[], session: Session): RuleTree {
  return literalRules(onePerPath(entries, session.platform), session.platform)
}

function samePath(a: string, b: string, session: Session): boolean {
  return foldCase(a, session.platform) === foldCase(b, session.platform)
}

function writeThroughLink({ entry, target, planted }: Derived): PolicyWarning {
  return {
    code: 'WRITE_THROUGH_WRITABLE_LINK',
    message: `The write rule for ${entry.path} leads through the link ${planted}, which the command can change, so ${target.path} is not opened.`,
    hint: `Write the rule for ${target.path} itself if it is meant.`,
  }
}
