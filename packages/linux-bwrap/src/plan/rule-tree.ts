/** The policy as a tree of canonical paths, each with the access that begins there. */

import { dirname } from 'node:path'
import { ACCESS_BY_STRICTNESS, type Access } from '@sandbox/policy'

/**
 * Why a node is there; decides how it is closed and what an error names. `shut`: it cannot be looked into, and something
 * closed may be inside.
 */
export type NodeOrigin = 'rule' | 'glob' | 'shut' | 'protected' | 'default'

/** One path at which an access is stated. */
export interface RuleNode {
  readonly path: string
  readonly access: Access
  readonly origin: NodeOrigin
}

/** Nodes by path, and the questions planning asks of them. Nodes that repeat what holds anyway are left out. */
export class RuleTree {
  readonly #nodes = new Map<string, RuleNode>()

  constructor(nodes: Iterable<RuleNode>) {
    const all = new Map<string, RuleNode>([['/', { path: '/', access: 'deny', origin: 'default' }]])
    for (const node of nodes) {
      const present = all.get(node.path)
      if (present === undefined || outranks(node, present)) all.set(node.path, node)
    }
    for (const node of [...all.values()].sort(byDepth)) {
      const parent = this.parent(node.path)
      if (parent !== undefined && isFinal(parent)) continue
      // A protection closes; what the policy denies it does not open.
      if (node.origin === 'protected' && parent?.access === 'deny') continue
      if (parent === undefined || parent.access !== node.access || isFinal(node)) {
        this.#nodes.set(node.path, node)
      }
    }
  }

  /** Every node, parents before children. */
  *[Symbol.iterator](): IterableIterator<RuleNode> {
    yield* this.#nodes.values()
  }

  /** The nearest node strictly above a path. */
  parent(path: string): RuleNode | undefined {
    for (let at = path; at !== '/'; ) {
      at = dirname(at)
      const node = this.#nodes.get(at)
      if (node !== undefined) return node
    }
    return undefined
  }

  /** The node that holds at a path. */
  at(path: string): RuleNode {
    return this.#nodes.get(path) ?? this.parent(path) ?? { path: '/', access: 'deny', origin: 'default' }
  }

  /** The root's access: the base view. */
  get base(): Access {
    return this.at('/').access
  }
}

/** Number of components. */
export function depth(path: string): number {
  if (path === '/') return 0
  let components = 0
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) components += 1
  return components
}

/** Order by depth, then by path, so that parents come first and equal inputs give equal plans. */
export function byDepth(a: { readonly path: string }, b: { readonly path: string }): number {
  return depth(a.path) - depth(b.path) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)
}

/** Nothing that is written for a place inside opens it. */
function isFinal({ origin }: RuleNode): boolean {
  return origin === 'glob' || origin === 'shut'
}

/** At one path: a deny that nothing reopens above everything, then a written rule above a protection, then by strictness. */
function outranks(node: RuleNode, present: RuleNode): boolean {
  const rank = (one: RuleNode) =>
    ['shut', 'glob', 'rule', 'protected', 'default'].indexOf(one.origin) * 10 +
    ACCESS_BY_STRICTNESS.indexOf(one.access)
  return rank(node) < rank(present)
}
