/** Missing paths that must stay missing: their first missing component is occupied while the command runs. */

import { dirname } from 'node:path'
import type { PathView } from '@sandbox/linux-landlock-seccomp/stage'
import type { CarveMount, Placeholder } from '../mounts.js'
import type { Statement } from './collect.js'
import { byDepth, type RuleTree } from './rule-tree.js'

/** What keeps a path missing. */
export interface OccupiedPath {
  /** Everything above it keeps its name. */
  readonly path: string
  readonly placeholder?: Placeholder
  /** Absent where nobody but the directory's owner can make anything. */
  readonly carve?: CarveMount
}

/** One for each first missing component inside a writable area. */
export function planPlaceholders(
  statements: readonly Statement[],
  tree: RuleTree,
  view: PathView,
): readonly OccupiedPath[] {
  const occupied = new Map<string, OccupiedPath>()
  for (const { access, located, origin } of statements) {
    const path = located.firstMissing
    if (path === undefined || access === 'write' || origin === 'default' || origin === 'glob') continue
    const area = tree.at(path)
    if (area.access !== 'write') continue
    const directory = dirname(path)
    const isDirectory = view.kind(directory) === 'directory'
    if (!isDirectory || !view.canCreateIn(directory)) {
      // THREAT: an earlier command took our right to write there, and its successor gives it back to itself. Nobody can
      // do that with a directory of somebody else; a file could be replaced by a directory.
      const carve = { kind: 'readOnly', path: directory, mustExist: true } as const
      if (!isDirectory || view.isOwn(directory)) occupied.set(directory, { path: directory, carve })
      else occupied.set(path, { path })
      continue
    }
    const isDeniedItself = access === 'deny' && located.canonical === path
    if (occupied.has(path) && !isDeniedItself) continue
    const hidden = { kind: 'hide', path, target: 'directory', mustExist: true } as const
    const carve = isDeniedItself ? hidden : ({ kind: 'guard', path } as const)
    occupied.set(path, { path, placeholder: { path, root: area.path }, carve })
  }
  return [...occupied.values()].sort(byDepth)
}
