/** Directories above a closed path stay where they are: each is pinned by a mount that its root's cover buries. */

import { dirname } from 'node:path'
import type { CarveMount } from '../mounts.js'
import { byDepth, type RuleTree } from './rule-tree.js'

/**
 * Pins for every directory between a writable root and what is closed below it, then one cover for each such root.
 * Below a writable `/` nothing can be buried, so there each directory is bound on itself instead.
 */
export function planPins(closed: readonly string[], tree: RuleTree): readonly CarveMount[] {
  const pins = new Map<string, { readonly kind: 'pin'; readonly path: string; readonly root: string }>()
  for (const path of closed) {
    for (let above = dirname(path); above !== '/'; above = dirname(above)) {
      const area = tree.at(above)
      if (area.access !== 'write' || area.path === above) break
      if (pins.has(above)) break
      pins.set(above, { kind: 'pin', path: above, root: area.path })
    }
  }
  const sorted = [...pins.values()].sort(byDepth)
  const buried = sorted.filter((pin) => pin.root !== '/')
  const covers = [...new Set(buried.map((pin) => pin.root))].map((path) => ({ path })).sort(byDepth)
  const exposed = sorted.filter((pin) => pin.root === '/')
  return [
    ...buried,
    ...[...covers, ...exposed].map(({ path }) => ({ kind: 'attach', path, access: 'write' }) as const),
  ]
}
