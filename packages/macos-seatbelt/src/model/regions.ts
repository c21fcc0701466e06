/** Cuts the tree of places into what a profile can say: subtrees that open, and subtrees that close with holes in them. */

import { dirname } from 'node:path/posix'
import type { ResolvedPolicy } from '@sandbox/policy'
import type { Place, PlaceTree } from './places.js'

/** The two things a policy grants. */
export type Right = 'readable' | 'writable'

/** A subtree without a right inside one that has it. */
export interface Region {
  readonly place: Place
  /** Subtrees inside that have the right again. */
  readonly openings: readonly Place[]
}

/** The topmost places with the right. */
export function rootsWith(right: Right, { places }: PlaceTree): readonly Place[] {
  return places.filter((place) => place[right] && !ancestorsOf(place).some((each) => each[right]))
}

/**
 * Where the right ends. Every place inside a region that has the right again is an opening of it, so a path is closed
 * exactly when the deepest place above it lacks the right.
 */
export function regionsWithout(right: Right, { places }: PlaceTree): readonly Region[] {
  const openings = new Map<Place, Place[]>()
  for (const place of places) if (!place[right] && place.above?.[right] === true) openings.set(place, [])
  for (const place of places) {
    if (!place[right] || place.above === undefined || place.above[right]) continue
    openings.get(topWithout(right, place.above))?.push(place)
  }
  return [...openings].map(([place, reopened]) => ({ place, openings: reopened }))
}

/** Places that are closed by name where nothing around them can be read either. */
export function closedOutside({ places }: PlaceTree): readonly Place[] {
  return places.filter(({ path, readable, above }) => !readable && above?.readable !== true && path !== '/')
}

/** The uppermost of the places without the right that follow each other. */
function topWithout(right: Right, place: Place): Place {
  let top = place
  while (top.above !== undefined && !top.above[right]) top = top.above
  return top
}

/** The nearest first. */
function ancestorsOf(place: Place): readonly Place[] {
  const found: Place[] = []
  for (let at = place.above; at !== undefined; at = at.above) found.push(at)
  return found
}

/**
 * Directories on the way to something readable that are not readable themselves: what they are can be seen, not what
 * is in them. `realpath` and `getcwd` ask for each.
 */
export function passagesOf(tree: PlaceTree, policy: ResolvedPolicy): readonly string[] {
  const found = new Set<string>()
  for (const place of tree.places) {
    if (!place.readable || place.above?.readable === true) continue
    for (const path of pathsAbove(place.path)) if (tree.find(path)?.readable !== true) found.add(path)
  }
  if (tree.find('/')?.readable === true) return [...found].sort()
  // The links themselves, such as `/tmp`: a path is looked up by them before the kernel compares it.
  const aliases = policy.aliases ?? []
  const used = aliases.filter(({ to }) => found.has(to) || tree.find(to)?.readable === true)
  return [...new Set([...found, ...used.map(({ from }) => from)])].sort()
}

/** Directories that must keep their names, and names that must stay free, or a closed path would get another name. */
export interface Anchors {
  /** Writable roots, and what leads from one to a closed path. */
  readonly kept: readonly string[]
  /** Missing directories on the way to a closed path. A file that stands in place of one can be written, not replaced. */
  readonly unborn: readonly Place[]
}

/** `matches` are paths that deny globs close now. */
export function anchorsOf(tree: PlaceTree, matches: readonly string[]): Anchors {
  const kept = new Set<string>()
  const unborn = new Map<string, Place>()
  const isWritable = (path: string) => tree.find(path)?.writable === true
  for (const place of tree.places) {
    if (place.writable) {
      if (place.fact.kind === 'directory' && place.path !== '/') kept.add(place.path)
      continue
    }
    for (const path of pathsAbove(place.path)) {
      if (path === '/' || !isWritable(path)) continue
      const exists = path.split('/').length - 1 <= place.fact.existing
      if (exists) kept.add(path)
      else {
        const fact = { kind: 'missing' as const, spelling: path, existing: place.fact.existing }
        unborn.set(path, { ...place, path, fact, isGuard: false })
      }
    }
  }
  for (const match of matches) {
    for (const path of pathsAbove(match)) if (path !== '/' && isWritable(path)) kept.add(path)
  }
  return { kept: [...kept].sort(), unborn: [...unborn.values()] }
}

/** Every directory above, `/` last. */
export function pathsAbove(path: string): readonly string[] {
  const found: string[] = []
  for (let at = path; at !== '/'; ) {
    at = dirname(at)
    found.push(at)
  }
  return found
}
