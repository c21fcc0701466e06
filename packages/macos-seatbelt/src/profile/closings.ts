/** The sections that deny, after everything that allows: closed places, globs, and what must keep its name. */

import type { GlobRule } from '@sandbox/policy'
import { textTooLong } from '../errors.js'
import { namesOf, type PathView } from '../facts.js'
import type { Place } from '../model/places.js'
import type { Anchors, Region } from '../model/regions.js'
import { CONTENT_OPERATIONS, READ_OPERATIONS, WRITE_OPERATIONS } from '../operations.js'
import type { Parameters } from '../parameters.js'
import { closingFilters, exactFilters, MAX_REGEX_BYTES } from '../path-filters.js'
import { globRegex } from '../regex/glob.js'
import { type FilterText, noneOf, type Rule } from '../rule-text.js'
import { quoteBytes } from '../strings.js'

/** The kernel's table of one rule holds 65,535 bytes; this many paths or expressions stay far below. */
const FILTERS_PER_RULE = 40

/** What is not readable inside something readable. */
export function unreadableRules(
  regions: readonly Region[],
  passages: readonly string[],
  parameters: Parameters,
): readonly Rule[] {
  const isPassage = (region: Region) => passages.some((path) => isAtOrBelow(path, region.place.path))
  const plain = regions.filter((region) => region.openings.length === 0 && !isPassage(region))
  const special = regions.filter((region) => !plain.includes(region))
  return [
    ...chunkedRules(READ_OPERATIONS, closingFilters(placesIn(plain), 'CLOSED', parameters)),
    ...special.flatMap((region) => {
      const inside = passages.filter((path) => isAtOrBelow(path, region.place.path))
      const literals = inside.map((path) => `(literal ${parameters.use('PASSAGE', path)})`)
      const withHoles = regionFilter(region, 'CLOSED', literals, parameters)
      return [
        { action: 'deny', operations: READ_OPERATIONS, filters: [withHoles] } as const,
        ...chunkedRules(CONTENT_OPERATIONS, literals),
      ]
    }),
  ]
}

/** What is not writable inside something writable. */
export function unwritableRules(regions: readonly Region[], parameters: Parameters): readonly Rule[] {
  const isPlain = (region: Region) => region.openings.length === 0 && !holdsDevices(region)
  return [
    ...chunkedRules(
      WRITE_OPERATIONS,
      closingFilters(placesIn(regions.filter(isPlain)), 'READ_ONLY', parameters),
    ),
    ...regions
      .filter((region) => !isPlain(region))
      .map((region): Rule => {
        const filter = regionFilter(region, 'READ_ONLY', [], parameters)
        // The base allows one operation of this family on devices, which a denied family does not take back.
        const operations = holdsDevices(region) ? [...WRITE_OPERATIONS, 'file-write-data'] : WRITE_OPERATIONS
        return { action: 'deny', operations, filters: [filter] }
      }),
  ]
}

/** A glob closes for everything, and nothing opens it again. */
export function globRules(globs: readonly GlobRule[], paths: PathView): readonly Rule[] {
  const filters = globs.map(({ pattern, base }) => {
    const regex = globRegex(pattern, existingPart(base, paths))
    if (regex.length > MAX_REGEX_BYTES) {
      throw textTooLong(`the deny glob ${pattern}`, regex.length, MAX_REGEX_BYTES)
    }
    return `(regex ${quoteBytes(regex)})`
  })
  return chunkedRules([...READ_OPERATIONS, ...WRITE_OPERATIONS], filters)
}

/** Nothing that leads to a closed path may get another name, and nothing may take the name of what is missing. */
export function anchorRules({ kept, unborn }: Anchors, parameters: Parameters): readonly Rule[] {
  const literals = kept.map((path) => `(literal ${parameters.use('KEPT', path)})`)
  return [
    ...chunks(literals).map((filters): Rule => {
      const named: FilterText = { require: 'any', filters }
      const filter: FilterText = { require: 'all', filters: ['(vnode-type DIRECTORY)', named] }
      return { action: 'deny', operations: ['file-write-unlink'], filters: [filter] }
    }),
    ...chunkedRules(['file-write-create'], exactFilters(unborn)),
  ]
}

function regionFilter(
  { place, openings }: Region,
  kind: string,
  holes: readonly string[],
  parameters: Parameters,
): FilterText {
  const closed: FilterText = { require: 'any', filters: closingFilters([place], kind, parameters) }
  const open = openings.map((each) =>
    each.fact.kind === 'file' || each.fact.kind === 'link'
      ? `(literal ${parameters.use('REOPENED', each.path)})`
      : `(subpath ${parameters.use('REOPENED', each.path)})`,
  )
  return { require: 'all', filters: [closed, ...noneOf([...open, ...holes])] }
}

function chunkedRules(operations: readonly string[], filters: readonly string[]): readonly Rule[] {
  return chunks(filters).map((each): Rule => ({ action: 'deny', operations, filters: each }))
}

function chunks<T>(items: readonly T[]): readonly (readonly T[])[] {
  const found: T[][] = []
  for (let at = 0; at < items.length; at += FILTERS_PER_RULE)
    found.push(items.slice(at, at + FILTERS_PER_RULE))
  return found
}

/** The part of a base that is there as directories, of which one spelling is enough. */
function existingPart(base: string, paths: PathView): { readonly path: string; readonly spelling: string } {
  const { kind, spelling, existing } = paths.look(base)
  const known = kind === 'file' ? existing - 1 : existing
  const start = (path: string) =>
    namesOf(path)
      .slice(0, known)
      .map((name) => `/${name}`)
      .join('')
  return { path: start(base), spelling: start(spelling) }
}

function holdsDevices({ place }: Region): boolean {
  return isAtOrBelow(place.path.toLowerCase(), '/dev')
}

function placesIn(regions: readonly Region[]): readonly Place[] {
  return regions.map((region) => region.place)
}

function isAtOrBelow(path: string, ancestor: string): boolean {
  return path === ancestor || ancestor === '/' || path.startsWith(`${ancestor}/`)
}
