/** Missing paths that must stay missing: their first missing component is occupied while the command runs. */

import { dirname } from 'node:path'
import type { CarveMount, Placeholder } from '../mounts.js'
import type { PathView } from '../path-view.js'
import type { Statement } from './collect.js'
import { byDepth, type RuleTree } from './rule-tree.js'

/** A placeholder and the step that covers it. */
export interface OccupiedPath {
  readonly placeholder: Placeholder
  readonly carve: CarveMount
}

/** One for each first missing component inside a writable area in which the user could create something. */
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
    if (area.access !== 'write' || !view.canCreateIn(dirname(path))) continue
    const isDeniedItself = access === 'deny' && located.canonical === path
    if (occupied.has(path) && !isDeniedItself) continue
    occupied.set(path, {
      placeholder: { path, root: area.path },
      carve: isDeniedItself
        ? { kind: 'hide', path, target: 'directory', mustExist: true }
        : { kind: 'guard', path },
    })
  }
  return [...occupied.values()].sort((a, b) => byDepth(a.placeholder, b.placeholder))
}
