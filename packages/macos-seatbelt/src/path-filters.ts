/** Says places in filters: what opens is said narrowly, what closes is said under every spelling. */

import { posix } from 'node:path'
import { textTooLong } from './errors.js'
import { namesOf } from './facts.js'
import type { Place } from './model/places.js'
import type { Parameters } from './parameters.js'
import { alternatives, escapeRegex } from './regex/bytes.js'
import { textRegex } from './regex/spellings.js'
import { bytesOf, quoteBytes } from './strings.js'

/** The system's reader takes about 1025 bytes; peers were refused above 900. */
export const MAX_REGEX_BYTES = 900

/** A grant. A file has nothing below it: a directory that takes its place is not granted. */
export function openFilter(place: Place, kind: string, parameters: Parameters): string {
  const path = parameters.use(kind, place.path)
  const isTree = place.fact.kind === 'directory' || place.fact.kind === 'missing'
  return isTree ? `(subpath ${path})` : `(literal ${path})`
}

/** Both, because a subtree does not hold its own root while that is being made. */
export function closedFilters(path: string, kind: string, parameters: Parameters): readonly string[] {
  const text = parameters.use(kind, path)
  return [`(literal ${text})`, `(subpath ${text})`]
}

/**
 * Filters for places that are closed with everything below them. What does not exist could be made in any spelling that
 * the disk takes for the same, so missing names are matched in all of them.
 */
export function closingFilters(
  places: readonly Place[],
  kind: string,
  parameters: Parameters,
): readonly string[] {
  const existing = places.filter((place) => place.fact.kind !== 'missing')
  const named = places.filter((place) => place.fact.kind === 'missing' || place.isGuard)
  return [
    ...existing.flatMap((place) => closedFilters(place.path, kind, parameters)),
    ...spellingRegexes(named, '(/.*)?').map((regex) => `(regex ${quoteBytes(regex)})`),
  ]
}

/** Filters for exactly these missing paths, in every spelling. */
export function exactFilters(places: readonly Place[]): readonly string[] {
  return spellingRegexes(places, '').map((regex) => `(regex ${quoteBytes(regex)})`)
}

/** One expression for each directory: its path as it is, and the names below it in every spelling. */
function spellingRegexes(places: readonly Place[], tail: string): readonly string[] {
  const byDirectory = new Map<string, string[]>()
  for (const { path, fact, isGuard } of places) {
    const names = namesOf(path)
    const known = Math.min(fact.existing, names.length - (isGuard ? 1 : 0))
    const directory = known === 0 ? '' : `/${names.slice(0, known).join('/')}`
    const others = byDirectory.get(directory) ?? []
    others.push(names.slice(known).map(textRegex).join('/'))
    byDirectory.set(directory, others)
  }
  return [...byDirectory].flatMap(([directory, names]) => {
    const start = `^${escapeRegex(bytesOf(directory))}/`
    const end = `${tail}$`
    return chunked(names, MAX_REGEX_BYTES - start.length - end.length, directory).map(
      (chunk) => `${start}${alternatives(chunk)}${end}`,
    )
  })
}

/** As many as fit, and no name that fits nowhere. */
function chunked(names: readonly string[], room: number, directory: string): readonly (readonly string[])[] {
  const chunks: string[][] = []
  let used = Number.POSITIVE_INFINITY
  for (const name of names) {
    const size = name.length + 1
    if (size + 1 > room) {
      throw textTooLong(
        `a missing path in ${posix.join('/', directory)}`,
        size + MAX_REGEX_BYTES - room,
        MAX_REGEX_BYTES,
      )
    }
    if (used + size + 1 > room) {
      chunks.push([])
      used = 0
    }
    chunks.at(-1)?.push(name)
    used += size
  }
  return chunks
}
