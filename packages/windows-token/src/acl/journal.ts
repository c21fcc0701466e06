/** What was changed on this host, written down before it is changed, so that it can be undone by whoever comes next. */

import { foldCase } from '@sandbox/policy'

/** Somebody who needs what is recorded: a process, and a word of its own for the run. */
export interface Holder {
  readonly pid: number
  /** When the process was started, which tells it from a later one with its number. */
  readonly born?: string | undefined
  readonly run: string
}

/** The access lists of one capability. */
export interface GrantRecord {
  readonly sid: string
  readonly root: string
  /** `changing`: some objects may have their entries and others not. */
  readonly state: 'changing' | 'whole'
  /** The descriptors that were there before, base64, by path: of the root, and of what stays read-only in it. */
  readonly before: Readonly<Record<string, string>>
  readonly holders: readonly Holder[]
}

/** A directory that we made so that a command cannot make something in its place. */
export interface PlaceholderRecord {
  readonly path: string
  readonly holders: readonly Holder[]
}

/** See the module. */
export interface Journal {
  readonly grants: readonly GrantRecord[]
  readonly placeholders: readonly PlaceholderRecord[]
}

/** Where the journal is kept. INVARIANT: `write` returns when the journal would survive a crash. */
export interface JournalStore {
  /** @throws SandboxError `STATE_DAMAGED` */
  read(): Journal
  write(journal: Journal): void
}

/** A host that nothing was changed on. */
export const EMPTY_JOURNAL: Journal = { grants: [], placeholders: [] }

/** The journal with this record in the place of the one of the same capability. */
export function withGrant(journal: Journal, record: GrantRecord): Journal {
  return { ...journal, grants: [...journal.grants.filter(({ sid }) => sid !== record.sid), record] }
}

/** The journal with this record in the place of the one of the same path. */
export function withPlaceholder(journal: Journal, record: PlaceholderRecord): Journal {
  const others = journal.placeholders.filter(({ path }) => path !== record.path)
  return { ...journal, placeholders: [...others, record] }
}

/** Everybody who needs something, each run once for each thing. */
export function holdersIn({ grants, placeholders }: Journal): readonly Holder[] {
  return [...grants, ...placeholders].flatMap(({ holders }) => holders)
}

/** The journal without holders of which `isGone` is true. */
export function withoutHolders(journal: Journal, isGone: (holder: Holder) => boolean): Journal {
  const staying = <R extends { readonly holders: readonly Holder[] }>(record: R): R => ({
    ...record,
    holders: record.holders.filter((holder) => !isGone(holder)),
  })
  return { grants: journal.grants.map(staying), placeholders: journal.placeholders.map(staying) }
}

/** True for a path that is only there because a run occupies it. */
export function isPlaceholder({ placeholders }: Journal, path: string): boolean {
  return placeholders.some((record) => foldCase(record.path, 'win32') === foldCase(path, 'win32'))
}
