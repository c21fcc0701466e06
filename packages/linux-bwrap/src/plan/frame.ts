/** The frame: the base view and every root that only the host can show, for bubblewrap to mount. */

import type { PathView } from '@sandbox/linux-landlock-seccomp/stage'
import type { PathAlias } from '@sandbox/policy'
import type { FrameMount } from '../mounts.js'
import type { Statement } from './collect.js'
import { byDepth, type RuleNode, type RuleTree } from './rule-tree.js'

/** Must the launcher bind this node itself? Only when no bind above it already shows it with that access. */
export function isFrameBind(node: RuleNode, tree: RuleTree): boolean {
  if (node.path === '/' || node.access === 'deny') return false
  for (let above = tree.parent(node.path); above !== undefined; above = tree.parent(above.path)) {
    if (above.access === 'write') return false
    if (above.access === 'read' && node.access === 'read') return false
    if (above.path === '/') break
  }
  return true
}

/** The frame's steps, in order. */
export function planFrame(
  tree: RuleTree,
  statements: readonly Statement[],
  aliases: readonly PathAlias[],
  view: PathView,
  proc: 'fresh' | 'bound',
): readonly FrameMount[] {
  const frame: FrameMount[] = []
  if (tree.base === 'deny') frame.push({ kind: 'emptyRoot' })
  else frame.push({ kind: tree.base === 'write' ? 'bind' : 'roBind', path: '/' })
  frame.push({ kind: 'dev' }, { kind: 'proc', mode: proc })
  if (tree.base === 'deny') frame.push(...grantedLinks(tree, statements, aliases, view))
  for (const node of tree) {
    if (!isFrameBind(node, tree) || node.path === '/dev' || node.path === '/proc') continue
    if (node.path.startsWith('/dev/')) frame.push({ kind: 'devBind', path: node.path })
    else frame.push({ kind: node.access === 'write' ? 'bind' : 'roBind', path: node.path })
  }
  return frame
}

/** Links on the way to something granted, which an empty root would not show, such as `/bin`. */
function grantedLinks(
  tree: RuleTree,
  statements: readonly Statement[],
  aliases: readonly PathAlias[],
  view: PathView,
): readonly FrameMount[] {
  const granted = [...tree].filter((node) => node.access !== 'deny').map((node) => node.path)
  const leadsToGrant = ({ to }: PathAlias) =>
    tree.at(to).access !== 'deny' || granted.some((path) => path.startsWith(`${to}/`))
  const paths = new Set([
    ...aliases.filter(leadsToGrant).map(({ from }) => from),
    ...statements
      .filter(({ access, located }) => access !== 'deny' && located.firstMissing === undefined)
      .flatMap(({ located }) => located.links),
  ])
  return [...paths]
    .filter((path) => tree.at(path).access === 'deny')
    .map((path) => ({ kind: 'symlink', path, target: view.linkText(path) ?? '' }) as const)
    .sort(byDepth)
}
