/**
 * What follows from a policy for the files that are there at the start, beyond what `decide` says of single paths. Pure.
 *
 * `decide` judges a path by its text. These are the promises about files, as the security model gives them:
 *
 * - A deny glob that matches a link denies what the link leads to, unless the link is in a directory that matches too.
 * - A closed path keeps its name: nothing on the way to it is renamed, replaced or removed, links included.
 * - A closed path that is missing stays missing: its first missing component cannot be made.
 * - Where the user could not make that component now, but could after a chmod, the whole directory is read-only. So is a
 *   file that a directory would have to replace.
 * - A directory that cannot be looked into, but could after a chmod, is denied when something closed or matching may be
 *   inside.
 */

import { dirname } from 'node:path'
import { type Access, compileDecider, LINUX_PLATFORM_DEFAULTS, type ResolvedPolicy } from '@sandbox/policy'
import { type FileModel, type FileNode, isAtOrBelow, permits } from './file-model.js'

/** See the module. Places are canonical. */
export interface ClosedPlaces {
  /** Keep their names. */
  readonly kept: ReadonlySet<string>
  /** Stay missing. */
  readonly occupied: ReadonlySet<string>
  /** What a policy allows at a place, after all promises. */
  accessAt(place: string): Access
  /** True below a directory that is read-only because something in it must stay missing. */
  isFrozen(place: string): boolean
  /** True for a path that a deny glob matches, or that is below one. */
  isMatch(path: string): boolean
  /** Places that a rule makes writable, whatever is closed at or below them. */
  readonly writable: ReadonlySet<string>
  /** Places that are shown although what is around them is not. */
  readonly granted: ReadonlySet<string>
}

/** Works out the places. `uid` is the user's; root looks into every directory before the start. */
export function closedPlaces(policy: ResolvedPolicy, model: FileModel, uid: number): ClosedPlaces {
  const decider = compileDecider(policy)
  const denied = new Set<string>()
  const frozen = new Set<string>()
  const kept = new Set<string>()
  const occupied = new Set<string>()
  const granted = new Set<string>()
  const isFrozen = (place: string) => isBelowAny(place, frozen)
  const isMatch = (path: string) => decider.decide(path).because === 'glob'

  const decided = new Map<string, Access>()
  const decide = (place: string): Access => {
    const known = decided.get(place) ?? decider.decide(place).access
    decided.set(place, known)
    return known
  }
  const accessAt = (place: string): Access => {
    if (isBelowAny(place, denied)) return 'deny'
    const access = decide(place)
    return access === 'write' && isFrozen(place) ? 'read' : access
  }
  const keep = (place: string) => {
    for (let at = place; !kept.has(at); at = dirname(at)) kept.add(at)
  }

  if (policy.needsPlatformDefaults) for (const path of LINUX_PLATFORM_DEFAULTS) granted.add(path)
  for (const { from, to } of policy.aliases ?? []) if (decide(to) !== 'deny') granted.add(from)
  for (const place of model.places) {
    const node = model.at(place)
    if (isMatch(dirname(place))) continue
    if (isMatch(place)) {
      const end = model.walk(place)
      if (node?.kind === 'link' && end.missing === undefined && end.isEndless !== true) denied.add(end.place)
      if (node?.kind !== 'link') keep(place)
    } else if (node?.kind === 'directory' && !canList(node, uid) && couldHoldMatch(policy, place)) {
      denied.add(place)
    }
  }
  for (const place of denied) keep(place)

  const statements = [
    ...policy.rules.map(({ path, access }) => ({ path, access })),
    ...policy.writableRoots.flatMap((root) =>
      root.protectedPaths.map(({ path }) => ({ path, access: 'read' as const })),
    ),
  ]
  for (const { path, access } of statements) {
    const walk = model.walk(path)
    if (access !== 'deny') for (const place of [walk.place, ...walk.links]) granted.add(place)
    if (access === 'write') continue
    const shut = walk.through.find((place) => !canPass(model.at(place), uid))
    if (shut !== undefined) denied.add(shut)
    for (const link of walk.links) keep(link)
    if (walk.isEndless === true) continue
    const place = walk.missing ?? walk.place
    if (walk.missing === undefined) keep(place)
    else if (accessAt(dirname(place)) === 'write') {
      const directory = model.at(dirname(place))
      const isFrozen = directory?.kind !== 'directory' || (!canMakeIn(directory, uid) && !directory.isTheirs)
      if (isFrozen) frozen.add(dirname(place))
      else if (canMakeIn(directory, uid)) occupied.add(place)
      keep(isFrozen ? dirname(place) : place)
    }
  }
  for (const place of denied) keep(place)
  const writable = new Set(policy.writableRoots.map(({ path }) => model.walk(path).place))
  return { kept, occupied, writable, granted, accessAt, isFrozen, isMatch }
}

function isBelowAny(place: string, above: ReadonlySet<string>): boolean {
  if (above.size === 0) return false
  for (let at = place; ; at = dirname(at)) {
    if (above.has(at)) return true
    if (at === '/') return false
  }
}

/** The search for matches goes into the directories below the base of a glob. */
function couldHoldMatch(policy: ResolvedPolicy, place: string): boolean {
  return policy.globs.some(({ base }) => isAtOrBelow(place, base))
}

function canList(node: FileNode, uid: number): boolean {
  return uid === 0 || permits(node, 4)
}

function canPass(node: FileNode | undefined, uid: number): boolean {
  return uid === 0 || node?.kind !== 'directory' || permits(node, 1)
}

function canMakeIn(node: FileNode, uid: number): boolean {
  return uid === 0 || permits(node, 3)
}
