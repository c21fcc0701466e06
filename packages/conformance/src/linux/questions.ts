/** Which operations are tried in one case: every one that means something, on every path that could matter. Pure. */

import { dirname, join } from 'node:path'
import { type Case, placed } from './case.js'
import { type FileModel, isAtOrBelow } from './file-model.js'
import { LOOKING, MAKING, MOVING, type Operation, type OperationName, WRITING } from './operations.js'

/** Made in every directory: a name that no rule knows, and names that rules and protections like to speak about. */
const NEW_NAMES = ['new', '.git', 'sandbox.toml', 'x.env']

/** Outside the base nothing is changed, even where the policy would let us. Nobody else changes these meanwhile. */
const OUTSIDE = ['/', '/usr', '/usr/bin/env']

/** Looking comes first, so that what is looked at is what was there at the start. */
export function questionsOf(one: Case, model: FileModel): readonly Operation[] {
  const existing = model.places.filter((place) => place !== model.base)
  const known = [...existing, ...rulePaths(one, model), ...newPaths(model), ...pathsThroughLinks(model)]
  const paths = [...new Set(known)]
  const look = [...OUTSIDE, model.base, ...paths].flatMap((path) => ask(LOOKING, path))
  const write = paths.flatMap((path) => ask(WRITING, path))
  const make = paths.filter((path) => isMissing(model, path)).flatMap((path) => ask(MAKING, path))
  const move = existing.flatMap((path) => movesOf(path, model))
  return [...look, ...write, ...make, ...move, ...movesInto(one, model)]
}

function ask(names: readonly OperationName[], path: string): readonly Operation[] {
  return names.map((name) => ({ name, path, other: '' }))
}

function rulePaths(one: Case, model: FileModel): readonly string[] {
  return Object.keys(one.rules)
    .filter((key) => !/[*?[]/.test(key))
    .map((key) => placed(key, model.base))
    .filter((path) => path.startsWith(`${model.base}/`))
    .flatMap((path) => [path, join(path, 'new')])
}

function newPaths(model: FileModel): readonly string[] {
  const directories = model.places.filter((place) => model.at(place)?.kind === 'directory')
  return directories.flatMap((place) => NEW_NAMES.map((name) => join(place, name)))
}

function pathsThroughLinks(model: FileModel): readonly string[] {
  return model.places
    .filter((place) => model.at(place)?.kind === 'link')
    .flatMap((place) => {
      const { place: end, missing } = model.walk(place)
      if (missing !== undefined || !isAtOrBelow(end, model.base)) return []
      const names = model.at(end)?.kind === 'directory' ? [...model.names(end), 'new'] : []
      return names.map((name) => join(place, name))
    })
}

function isMissing(model: FileModel, path: string): boolean {
  return model.walk(path, false).missing !== undefined
}

function movesOf(path: string, model: FileModel): readonly Operation[] {
  const other = join(dirname(path), '.other')
  // What belongs to somebody else could not be made again as it was.
  return MOVING.filter((name) => name !== 'remove' || model.at(path)?.isTheirs === false).map((name) => ({
    name,
    path,
    other,
  }))
}

function movesInto(one: Case, model: FileModel): readonly Operation[] {
  return one.moves.flatMap(([from, into]) => {
    const [path, directory] = [join(model.base, from), join(model.base, into)]
    const isPossible = model.at(path) !== undefined && model.at(directory)?.kind === 'directory'
    if (!isPossible || isAtOrBelow(directory, path)) return []
    const other = join(directory, '.moved')
    return (['move', 'link'] as const).map((name) => ({ name, path, other }))
  })
}
