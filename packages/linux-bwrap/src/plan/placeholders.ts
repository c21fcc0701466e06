/** Missing paths that must stay missing: their first missing component is occupied while the command runs. */

import { dirname } from 'node:path'
import type { PathView } from '@sandbox/linux-landlock-seccomp/stage'
import type { CarveMount, Placeholder } from '../mounts.js'
import type { Statement } from './collect.js'
import { byDepth, type RuleTree } from './rule-tree.js'

/** The step that keeps a path missing, and the placeholder it covers if it needs one. */
export interface OccupiedPath {
  readonly placeholder?: Placeholder
  readonly carve: CarveMount
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
    if (!view.canCreateIn(directory)) {
      // THREAT: an earlier command took our right to write there, and its successor gives it back to itself.
      occupied.set(directory, { carve: { kind: 'readOnly', path: directory, mustExist: true } })
      continue
    }
    const isDeniedItself = access === 'deny' && located.canonical === path
    if (occupied.has(path) && !isDeniedItself) continue
    const hidden = { kind: 'hide', path, target: 'directory', mustExist: true } as const
    const carve = isDeniedItself ? hidden : ({ kind: 'guard', path } as const)
    occupied.set(path, { placeholder: { path, root: area.path }, carve })
  }
  return [...occupied.values()].sort((a, b) => byDepth(a.carve, b.carve))
}
