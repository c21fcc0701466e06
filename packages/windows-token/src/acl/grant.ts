/** Gives one capability its entries on the disk, journal first, and takes them back. */

import { notChangeable, notOccupied } from '../errors.js'
import { forWriting, hasRole, mentions, type Role, sameAccess, withRole } from './entries.js'
import {
  type GrantRecord,
  type Holder,
  type Journal,
  type JournalStore,
  withGrant,
  withPlaceholder,
} from './journal.js'
import type { Refusal, Volume, VolumeObject } from './volume.js'

/** A path that stays read-only inside a root. */
export interface ClosedPath {
  readonly path: string
  /** The path is missing: an empty directory takes its place for the run, so that the command cannot. */
  readonly placeholder?: true | undefined
}

/** What one capability opens, and what stays closed in it. */
export interface Grant {
  readonly sid: string
  readonly root: string
  /** None of them inside another. */
  readonly closed: readonly ClosedPath[]
  /** Directories between the root and a closed path: a command that could rename one could make the path anew. */
  readonly kept: readonly string[]
}

/** What a grant could not give. */
export interface GrantReport {
  /** Objects that stay unwritable: several names, somebody else's, or changed meanwhile. */
  readonly skipped: number
}

const WHY: Readonly<Record<Refusal, string>> = {
  changed: 'somebody else changes it at the same time, or its path leads through a link',
  denied: 'Windows does not allow it',
  missing: 'it was removed',
}

/** How often a list is looked at anew that somebody else changes at the same time. */
const ATTEMPTS = 5

/**
 * Gives the entries. Nothing is written where they are already. When one that closes something cannot be written, all of
 * the capability's entries are taken back, unless another run holds them.
 *
 * @throws SandboxError `ACCESS_LIST_NOT_CHANGED`, `PATH_NOT_OCCUPIED`, `DESCRIPTOR_MALFORMED`
 */
export async function applyGrant(
  grant: Grant,
  holder: Holder,
  volume: Volume,
  store: JournalStore,
): Promise<GrantReport> {
  await occupy(grant, holder, volume, store)
  const named = namedObjects(grant)
  const { known, ...record } = recordOf(store.read(), grant)
  const held: GrantRecord = { ...record, holders: [...record.holders, holder] }
  const missing = await withoutRole(named, grant.sid, volume)
  if (record.state === 'whole' && missing.length === 0) {
    store.write(withGrant(store.read(), held))
    return { skipped: 0 }
  }
  const before = Object.fromEntries(
    missing.map(({ path, object }) => [path, Buffer.from(object.descriptor).toString('base64')]),
  )
  // What was there first counts; a list that is mended later is not the user's own.
  const changing: GrantRecord = { ...held, state: 'changing', before: { ...before, ...record.before } }
  store.write(withGrant(store.read(), changing))
  try {
    // INVARIANT: what closes comes first, so that nothing is open in between.
    for (const { path, role } of missing) await setRole(path, role, grant.sid, volume)
    const reclosed = known ? missing.filter(({ role }) => role === 'closed') : []
    for (const { path } of reclosed) await strip(path, grant.sid, volume)
    const skipped = isOpenBelow(record, missing) ? 0 : await openBelow(grant, volume)
    store.write(withGrant(store.read(), { ...changing, state: 'whole' }))
    return { skipped }
  } catch (error) {
    if (record.holders.length === 0) await undoGrant(grant.sid, volume, store)
    throw error
  }
}

/**
 * Takes back every entry of a capability. An access list that nobody else changed is the same as before, byte for byte.
 *
 * @returns the paths that could not be restored; the journal keeps the grant until there are none
 */
export async function undoGrant(
  sid: string,
  volume: Volume,
  store: JournalStore,
): Promise<readonly string[]> {
  const journal = store.read()
  const record = journal.grants.find((grant) => grant.sid === sid)
  if (record === undefined) return []
  const left: string[] = []
  await visit(record.root, volume, async (path, object) => {
    const done = await restore(path, object, record, volume)
    if (!done) left.push(path)
    return true
  })
  const others = journal.grants.filter((grant) => grant.sid !== sid)
  store.write({
    ...journal,
    grants: left.length === 0 ? others : [...others, { ...record, state: 'changing', holders: [] }],
  })
  return left
}

/** Journal first: a placeholder that nobody knows of would stay for ever. */
async function occupy({ closed }: Grant, holder: Holder, volume: Volume, store: JournalStore): Promise<void> {
  for (const { path, placeholder } of closed) {
    const journal = store.read()
    const known = journal.placeholders.find((record) => record.path === path)
    if (known !== undefined) {
      store.write(withPlaceholder(journal, { ...known, holders: [...known.holders, holder] }))
    }
    if (placeholder === undefined) continue
    if (known === undefined) store.write(withPlaceholder(journal, { path, holders: [holder] }))
    // Somebody else's file is as good: it gets the same entries.
    if ((await volume.makeDirectory(path)) === 'denied') throw notOccupied(path, WHY.denied)
  }
}

interface NamedObject {
  readonly path: string
  readonly role: Role
}

/** In the order of their changes. */
function namedObjects({ root, closed, kept }: Grant): readonly NamedObject[] {
  return [
    ...closed.map(({ path }) => ({ path, role: 'closed' as const })),
    ...kept.map((path) => ({ path, role: 'kept' as const })),
    { path: root, role: 'root' },
  ]
}

/** `known`: the capability may have entries already. */
function recordOf(journal: Journal, { sid, root }: Grant): GrantRecord & { readonly known: boolean } {
  const record = journal.grants.find((grant) => grant.sid === sid)
  return { sid, root, state: 'changing', before: {}, holders: [], ...record, known: record !== undefined }
}

async function withoutRole(named: readonly NamedObject[], sid: string, volume: Volume) {
  const found: (NamedObject & { readonly object: VolumeObject })[] = []
  for (const { path, role } of named) {
    const object = await present(path, volume)
    if (!hasRole(object.descriptor, role, sid, object.kind)) found.push({ path, role, object })
  }
  return found
}

/**
 * True when an earlier run opened what is in the root, and only what closes is missing, as the placeholders of every run
 * are. A look at each object would cost a question to the helper, with the lock held.
 */
function isOpenBelow({ state }: GrantRecord, missing: readonly NamedObject[]): boolean {
  return state === 'whole' && missing.every(({ role }) => role === 'closed' || role === 'kept')
}

async function present(path: string, volume: Volume): Promise<VolumeObject> {
  const object = await volume.look(path)
  if (object === undefined) throw notChangeable(path, WHY.missing)
  if (object === 'denied') throw notChangeable(path, WHY.denied)
  return object
}

/** @throws SandboxError `ACCESS_LIST_NOT_CHANGED` */
async function setRole(path: string, role: Role, sid: string, volume: Volume): Promise<void> {
  let refusal: Refusal | undefined
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const seen = await present(path, volume)
    const wanted = withRole(seen.descriptor, role, sid, seen.kind)
    if (wanted === undefined) throw notChangeable(path, 'it has none: everyone may do everything with it')
    refusal = await volume.replace(path, seen, wanted)
    if (refusal === undefined) return
    if (refusal !== 'changed') break
  }
  throw notChangeable(path, WHY[refusal ?? 'changed'])
}

/**
 * What is in the root already gets what it would have inherited. Failing here closes more, never less.
 *
 * THREAT: a command may have linked somebody else's file into the root; its access list is that of every name it has.
 */
async function openBelow({ root, sid, closed, kept }: Grant, volume: Volume): Promise<number> {
  const named = new Map(
    [...closed.map(({ path }) => path), ...kept, root].map((path) => [path.toLowerCase(), path]),
  )
  const isClosed = new Set(closed.map(({ path }) => path.toLowerCase()))
  let skipped = 0
  await visit(root, volume, async (path, object) => {
    const key = path.toLowerCase()
    if (isClosed.has(key)) return false
    if (named.has(key) || mentions(object.descriptor, sid)) return true
    if (object.kind === 'link') return false
    const wanted = object.links > 1 ? undefined : withRole(object.descriptor, 'below', sid, object.kind)
    if (wanted === undefined || (await volume.replace(path, object, wanted)) !== undefined) skipped += 1
    return true
  })
  return skipped
}

/**
 * Takes the capability's entries out of everything below a path, which was open before it was closed.
 *
 * @throws SandboxError `ACCESS_LIST_NOT_CHANGED`
 */
async function strip(top: string, sid: string, volume: Volume): Promise<void> {
  await visit(top, volume, async (path, object) => {
    if (path !== top && mentions(object.descriptor, sid)) await setRole(path, 'stranger', sid, volume)
    return true
  })
}

async function restore(
  path: string,
  object: VolumeObject,
  { sid, before }: GrantRecord,
  volume: Volume,
): Promise<boolean> {
  let seen: VolumeObject | 'denied' | undefined = object
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (seen === undefined) return true
    if (seen === 'denied') return false
    if (!mentions(seen.descriptor, sid)) return true
    const stripped = withRole(seen.descriptor, 'stranger', sid, seen.kind) ?? seen.descriptor
    const recorded = before[path]
    const original = recorded === undefined ? undefined : new Uint8Array(Buffer.from(recorded, 'base64'))
    const wanted = original !== undefined && sameAccess(original, stripped) ? forWriting(original) : stripped
    const refusal = await volume.replace(path, seen, wanted)
    if (refusal === undefined || refusal === 'missing') return true
    if (refusal === 'denied') return false
    seen = await volume.look(path)
  }
  return false
}

/** Every object at or below a path, directories before what is in them. `enter` says whether to go on below. */
async function visit(
  top: string,
  volume: Volume,
  enter: (path: string, object: VolumeObject) => Promise<boolean>,
): Promise<void> {
  const waiting = [top]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const object = await volume.look(path)
    if (object === undefined || object === 'denied') continue
    if (!(await enter(path, object)) || object.kind !== 'directory') continue
    for (const name of await volume.list(path))
      waiting.push(path.endsWith('\\') ? `${path}${name}` : `${path}\\${name}`)
  }
}
