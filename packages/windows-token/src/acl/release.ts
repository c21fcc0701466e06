/** Ends what runs hold: placeholders go with the last of them, access lists stay for the next run until they are undone. */

import { undoGrant } from './grant.js'
import { type Holder, type JournalStore, withoutHolders } from './journal.js'
import type { Volume } from './volume.js'

/** Lets go of what one run holds, and of what runs held whose process is gone. Call it with the lock held. */
export async function release(
  isGone: (holder: Holder) => boolean,
  volume: Volume,
  store: JournalStore,
): Promise<void> {
  const before = store.read()
  const after = withoutHolders(before, isGone)
  const unheld = after.placeholders.filter(({ holders }) => holders.length === 0).map(({ path }) => path)
  const busy = new Set<string>()
  // One may lie in another.
  for (const path of unheld.sort((a, b) => b.length - a.length)) {
    if ((await volume.removeEmptyDirectory(path)) === 'busy') busy.add(path)
  }
  // What a scanner has open now is tried again by whoever comes next: without its record nobody would know whose it is.
  const placeholders = after.placeholders.filter(({ path, holders }) => holders.length > 0 || busy.has(path))
  const isChanged =
    JSON.stringify([before.grants, before.placeholders]) !== JSON.stringify([after.grants, placeholders])
  if (isChanged) store.write({ ...after, placeholders })
}

/** What cleaning did. */
export interface CleanReport {
  /** Capabilities whose entries are all gone. */
  readonly undone: readonly string[]
  /** Roots that a running command needs. */
  readonly inUse: readonly string[]
  /** Paths whose access list could not be restored. */
  readonly left: readonly string[]
}

/** Takes back everything that no running command needs. Call it with the lock held. */
export async function undoUnused(volume: Volume, store: JournalStore): Promise<CleanReport> {
  const undone: string[] = []
  const left: string[] = []
  const { grants } = store.read()
  for (const { sid, holders } of grants) {
    if (holders.length > 0) continue
    const paths = await undoGrant(sid, volume, store)
    if (paths.length === 0) undone.push(sid)
    left.push(...paths)
  }
  const inUse = grants.filter(({ holders }) => holders.length > 0).map(({ root }) => root)
  return { undone, inUse, left }
}
