/** Closing and reopening: one step for each node whose access differs from what holds above it. */

import type { PathView } from '@sandbox/linux-landlock-seccomp/stage'
import type { CarveMount, TargetKind } from '../mounts.js'
import type { RuleNode, RuleTree } from './rule-tree.js'

/** The steps for existing nodes, parents before children. */
export function planCarves(tree: RuleTree, view: PathView): readonly CarveMount[] {
  const carves: CarveMount[] = []
  const openings = openingsByHole(tree, view)
  for (const node of tree) {
    const parent = tree.parent(node.path)
    if (parent === undefined) continue
    const carve = carveOf(node, parent, tree, targetKind(view, node.path), openings.get(node.path) ?? [])
    if (carve?.kind === 'readOnly' && node.origin === 'protected' && view.isForeignEmpty(node.path)) {
      carves.push({ ...carve, mustExist: false })
    } else if (carve !== undefined) carves.push(carve)
  }
  return carves
}

type Opening = { readonly path: string; readonly target: TargetKind }

function carveOf(
  node: RuleNode,
  parent: RuleNode,
  tree: RuleTree,
  target: TargetKind,
  openings: readonly Opening[],
): CarveMount | undefined {
  if (node.access === 'deny') {
    if (parent.access === 'deny') return undefined
    if (openings.length > 0) return { kind: 'hole', path: node.path, openings }
    return { kind: 'hide', path: node.path, target, mustExist: node.origin !== 'glob' }
  }
  if (isCarved(parent, tree)) return { kind: 'attach', path: node.path, access: node.access }
  return node.access === 'read' && parent.access === 'write'
    ? { kind: 'readOnly', path: node.path, mustExist: true }
    : undefined
}

/** Is this node's place covered by a step after the frame, so that what is below must be shown again? */
function isCarved(node: RuleNode, tree: RuleTree): boolean {
  const parent = tree.parent(node.path)
  if (parent === undefined) return false
  if (node.access === 'deny') return parent.access !== 'deny'
  return isCarved(parent, tree) || (node.access === 'read' && parent.access === 'write')
}

/** For each denied directory, what is shown again directly below it. */
function openingsByHole(tree: RuleTree, view: PathView): ReadonlyMap<string, readonly Opening[]> {
  const openings = new Map<string, Opening[]>()
  for (const node of tree) {
    const parent = tree.parent(node.path)
    if (node.access === 'deny' || parent === undefined || parent.access !== 'deny') continue
    const list = openings.get(parent.path) ?? []
    list.push({ path: node.path, target: targetKind(view, node.path) })
    openings.set(parent.path, list)
  }
  return openings
}

function targetKind(view: PathView, path: string): TargetKind {
  return view.kind(path) === 'directory' ? 'directory' : 'file'
}
