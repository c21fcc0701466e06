/** Gathers every statement about a path — rules, glob matches, protections — at its canonical place. */

import { type Access, LINUX_PLATFORM_DEFAULTS, type ResolvedPolicy } from '@sandbox/policy'
import { type Located, locate, type PathView } from '../path-view.js'
import type { NodeOrigin, RuleNode } from './rule-tree.js'

/** One statement, located on this host. */
export interface Statement {
  /** As written, absolute. */
  readonly path: string
  readonly access: Access
  readonly origin: NodeOrigin
  readonly located: Located
}

/** What the glob search found; see `globs/`. */
export interface DeniedMatch {
  readonly path: string
  /** Where a matching link leads. */
  readonly target?: string | undefined
}

/** Inputs of planning that are neither policy nor host. */
export interface PlanExtras {
  readonly globMatches: readonly DeniedMatch[]
  /** Directories of ours that the command must not change. */
  readonly ownDirectories: readonly string[]
}

/** Every statement that can matter on this host; what the user cannot even look up is left out. */
export function collectStatements(
  policy: ResolvedPolicy,
  view: PathView,
  extras: PlanExtras,
): readonly Statement[] {
  const statements: Statement[] = []
  const state = (path: string, access: Access, origin: NodeOrigin) => {
    const located = locate(view, path)
    if (located !== 'unreachable') statements.push({ path, access, origin, located })
  }
  for (const rule of policy.rules) state(rule.path, rule.access, 'rule')
  for (const root of policy.writableRoots) {
    for (const subpath of root.protectedPaths) state(subpath.path, 'read', 'protected')
  }
  for (const path of extras.ownDirectories) state(path, 'read', 'protected')
  for (const match of extras.globMatches) {
    state(match.path, 'deny', 'glob')
    if (match.target !== undefined) state(match.target, 'deny', 'glob')
  }
  if (policy.needsPlatformDefaults) {
    for (const path of LINUX_PLATFORM_DEFAULTS) state(path, 'read', 'default')
  }
  return statements
}

/** The statements about things that exist, as nodes. */
export function existingNodes(statements: readonly Statement[]): readonly RuleNode[] {
  return statements
    .filter((statement) => statement.located.firstMissing === undefined)
    .map(({ located, access, origin }) => ({ path: located.canonical, access, origin }))
}
