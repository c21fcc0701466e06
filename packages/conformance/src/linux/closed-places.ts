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
import {
  type Access,
  compileDecider,
  type Decider,
  LINUX_PLATFORM_DEFAULTS,
  type ResolvedPolicy,
} from '@sandbox/policy'
import { type FileModel, type FileNode, isAtOrBelow, permits, type Walk } from './file-model.js'

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
  return new Places(policy, model, uid)
}

/** A rule, or a protection, and where it leads. */
interface Statement {
  readonly access: Access
  readonly walk: Walk
}

class Places implements ClosedPlaces {
  readonly kept = new Set<string>()
  readonly occupied = new Set<string>()
  readonly granted = new Set<string>()
  readonly writable: ReadonlySet<string>
  readonly #denied = new Set<string>()
  readonly #frozen = new Set<string>()
  readonly #decided = new Map<string, Access>()
  readonly #decider: Decider
  readonly #model: FileModel
  readonly #uid: number

  constructor(policy: ResolvedPolicy, model: FileModel, uid: number) {
    this.#decider = compileDecider(policy)
    this.#model = model
    this.#uid = uid
    this.writable = new Set(policy.writableRoots.map(({ path }) => model.walk(path).place))
    for (const place of model.places) this.#closeMatch(place, policy)
    const statements = this.#statementsOf(policy)
    for (const { access, walk } of statements) if (access !== 'write') this.#closeWay(walk)
    for (const { access, walk } of statements) if (access !== 'write') this.#closeEnd(walk)
    for (const place of this.#denied) this.#keep(place)
    for (const { access, walk } of statements) if (access !== 'deny') this.#grant(walk)
    if (policy.needsPlatformDefaults) for (const path of LINUX_PLATFORM_DEFAULTS) this.granted.add(path)
    for (const { from, to } of policy.aliases ?? []) if (this.accessAt(to) !== 'deny') this.granted.add(from)
  }

  accessAt(place: string): Access {
    const access = this.#areaAt(place)
    return access === 'write' && this.isFrozen(place) ? 'read' : access
  }

  isFrozen(place: string): boolean {
    return isBelowAny(place, this.#frozen)
  }

  isMatch(path: string): boolean {
    return this.#decider.decide(path).because === 'glob'
  }

  /** Without what is frozen. */
  #areaAt(place: string): Access {
    if (isBelowAny(place, this.#denied)) return 'deny'
    const access = this.#decided.get(place) ?? this.#decider.decide(place).access
    this.#decided.set(place, access)
    return access
  }

  #statementsOf(policy: ResolvedPolicy): readonly Statement[] {
    const isShut = (directory: string) => !canPass(this.#model.at(directory), this.#uid)
    const protections = policy.writableRoots.flatMap((root) => root.protectedPaths)
    return [
      ...policy.rules.map(({ path, access }) => ({ access, walk: this.#model.walkUnless(path, isShut) })),
      ...protections.map(({ path }) => ({
        access: 'read' as const,
        walk: this.#model.walkUnless(path, isShut),
      })),
    ]
  }

  #closeMatch(place: string, policy: ResolvedPolicy): void {
    const node = this.#model.at(place)
    if (node === undefined || this.isMatch(dirname(place))) return
    if (!this.isMatch(place)) {
      const isSecret = node.kind === 'directory' && !canList(node, this.#uid)
      if (isSecret && couldHoldMatch(policy, place)) this.#denied.add(place)
    } else if (node.kind === 'link') {
      const end = this.#model.walk(place)
      if (end.missing === undefined && end.isEndless !== true) this.#denied.add(end.place)
    } else this.#keep(place)
  }

  #closeWay({ links, shut }: Walk): void {
    for (const link of links) this.#keep(link)
    if (shut !== undefined) this.#denied.add(shut)
  }

  #closeEnd({ place, missing, shut, isEndless }: Walk): void {
    if (shut !== undefined || isEndless === true) return
    if (missing === undefined) this.#keep(place)
    else if (this.#areaAt(dirname(missing)) === 'write') this.#closeMissing(missing)
  }

  #closeMissing(place: string): void {
    const directory = this.#model.at(dirname(place))
    if (directory?.kind === 'directory' && canMakeIn(directory, this.#uid)) this.occupied.add(place)
    else if (directory?.kind !== 'directory' || !directory.isTheirs) {
      this.#frozen.add(dirname(place))
      this.#keep(dirname(place))
      return
    }
    this.#keep(place)
  }

  #grant({ place, links }: Walk): void {
    for (const each of [place, ...links]) this.granted.add(each)
  }

  #keep(place: string): void {
    for (let at = place; !this.kept.has(at); at = dirname(at)) this.kept.add(at)
  }
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
