/**
 * Finds the places that can be left open so that nothing a policy closes is open.
 *
 * A rule of Landlock opens a directory with all there is below it, now and later. So a directory with something closed
 * inside is not opened itself; what exists in it is, one by one, without the closed things. What is made there later
 * stays closed, and nothing can be made, removed or renamed in it: that is stricter than the policy, never weaker.
 */

import { ACCESS_WIDTH, type Access, type FileView } from '@sandbox/policy'
import { type Branch, childPath } from './path-tree.js'

/** A place that is opened for `read` or `write`. */
export interface Opening {
  readonly path: string
  readonly access: Exclude<Access, 'deny'>
}

/** A directory that is opened only in part. */
export interface Split {
  readonly path: string
  /** What the policy gives, and what the directory as a whole gets. */
  readonly asked: Access
  readonly given: Access
  /** The closed places because of which it is split. */
  readonly closed: readonly string[]
  /** Those among them that may not even be read. */
  readonly unreadable: readonly string[]
}

/** What is opened, and what it costs. */
export interface Openings {
  readonly openings: readonly Opening[]
  readonly splits: readonly Split[]
}

/** What the search may ask. */
export interface OpeningsQuestion {
  readonly tree: Branch
  readonly accessOf: (path: string) => Access
  readonly files: Pick<FileView, 'kind' | 'list'>
  /** Called before more than this many are opened; does not return. */
  readonly maxOpenings: number
  readonly tooMany: (split: Split) => never
}

/** Something below a place that may not be opened with it, and what the place may get at most. */
interface Closed {
  readonly path: string
  readonly access: Access
}

const narrower = (a: Access, b: Access): Access => (ACCESS_WIDTH[a] < ACCESS_WIDTH[b] ? a : b)
const isWider = (a: Access, b: Access): boolean => ACCESS_WIDTH[a] > ACCESS_WIDTH[b]

/** See the module. */
export function openingsOf(question: OpeningsQuestion): Openings {
  const { accessOf, files, maxOpenings, tooMany } = question
  const openings: Opening[] = []
  const splits: Split[] = []

  /**
   * Is what looks missing in a directory not there for sure? THREAT: a directory that cannot be searched may be the
   * command's own, and open after a chmod.
   */
  function isSearched(directory: string): boolean {
    const kind = files.kind(directory)
    return kind === 'directory' ? files.kind(childPath(directory, '.')) === 'directory' : kind !== 'missing'
  }

  /** What is closed at and below a branch; `around` is what surrounds the nearest thing that exists. */
  function closedBelow(branch: Branch, around: Access): readonly Closed[] {
    if (files.kind(branch.path) === 'file') return around === 'write' ? closedInPlaceOf(branch) : []
    return [...branch.children.values()].flatMap((child): readonly Closed[] => {
      const kind = files.kind(child.path)
      if (kind === 'link') return around === 'write' ? closedByLink(child) : []
      // What is absent can come to be only where the command can make it.
      if (kind === 'missing' && around !== 'write' && isSearched(branch.path)) return []
      const access = accessOf(child.path)
      const own = isWider(around, access) ? [{ path: child.path, access }] : []
      return [...own, ...closedBelow(child, kind === 'missing' ? around : access)]
    })
  }

  /** A link opens nothing itself. It must only stay where the command could replace it. */
  function closedByLink(link: Branch): readonly Closed[] {
    const access = accessOf(link.path)
    return access === 'write' ? closedInPlaceOf(link) : [{ path: link.path, access }]
  }

  /** THREAT: a link or a file is replaced by a directory that holds what is to be closed. */
  function closedInPlaceOf(branch: Branch): readonly Closed[] {
    return [...branch.children.values()].flatMap((child) =>
      accessOf(child.path) === 'write' ? closedInPlaceOf(child) : [{ path: child.path, access: 'read' }],
    )
  }

  function open(path: string, access: Access, already: Access, split: Split | undefined): Access {
    if (access === 'deny' || !isWider(access, already)) return already
    if (openings.length === maxOpenings)
      tooMany(split ?? { path, asked: access, given: access, closed: [], unreadable: [] })
    openings.push({ path, access })
    return access
  }

  function visit(branch: Branch, already: Access, around: Split | undefined): void {
    const { path } = branch
    const asked = accessOf(path)
    const found = closedBelow(branch, asked).filter(({ access }) => isWider(asked, access))
    const closed = found.map((each) => each.path)
    const given = found.reduce<Access>((least, { access }) => narrower(least, access), asked)
    const opened = open(path, given, already, around)
    const isSplit = isWider(asked, given)
    const unreadable = found.filter(({ access }) => access === 'deny').map((each) => each.path)
    const split = isSplit ? { path, asked, given, closed, unreadable } : around
    if (isSplit) splits.push({ path, asked, given, closed, unreadable })
    const names = new Set([...branch.children.keys(), ...(isSplit ? files.list(path) : [])])
    for (const name of [...names].sort()) {
      const child = childPath(path, name)
      const kind = files.kind(child)
      // What a link leads to is judged where it lies.
      if (kind === 'missing' || kind === 'link') continue
      const known = branch.children.get(name)
      if (known === undefined) open(child, accessOf(child), opened, split)
      else visit(known, opened, split)
    }
  }

  visit(question.tree, 'deny', undefined)
  return { openings, splits }
}
