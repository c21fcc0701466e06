/** Links on the way to a closed path: one that the command could replace is pinned, so that it keeps leading there. */

import { dirname } from 'node:path'
import type { CarveMount } from '../mounts.js'
import type { Statement } from './collect.js'
import { byDepth, type RuleTree } from './rule-tree.js'

/**
 * Pins for the links that lie in a writable area and lead to something closed. Glob matches need none: a glob is a
 * snapshot, and a link that matches has its target closed.
 */
export function planLinkPins(statements: readonly Statement[], tree: RuleTree): readonly CarveMount[] {
  const pins = new Map<string, CarveMount & { readonly path: string }>()
  for (const { access, origin, located } of statements) {
    if (access === 'write' || origin === 'glob' || origin === 'default') continue
    for (const path of located.links) {
      if (tree.at(dirname(path)).access === 'write') pins.set(path, { kind: 'pinLink', path })
    }
  }
  return [...pins.values()].sort(byDepth)
}
