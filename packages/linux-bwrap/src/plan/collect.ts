/** Gathers every statement about a path — rules, glob matches, protections — at its canonical place. */

import { type Located, locate, type PathView } from '@sandbox/linux-landlock-seccomp/stage'
import {
  type Access,
  decide,
  LINUX_PLATFORM_DEFAULTS,
  type PathRule,
  type ResolvedPolicy,
} from '@sandbox/policy'
import type { NodeOrigin, RuleNode } from './rule-tree.js'

/** One statement, located on this host. */
export interface Statement {
  /** As written, absolute. */
  readonly path: string
  readonly access: Access
  readonly origin: NodeOrigin
  readonly located: Located
}

/** Inputs of planning that are neither policy nor host. */
export interface PlanExtras {
  /** Paths that deny globs match; a link stands for what it leads to. */
  readonly globMatches: readonly string[]
  /** Directories of ours that the command must not change. */
  readonly ownDirectories: readonly string[]
  /** What no rule shows and the command is to see all the same; canonical, existing. */
  readonly shown?: readonly string[]
  /** Sockets, or directories of them, that the command must not speak to; canonical, existing. */
  readonly closedSockets?: readonly string[]
}

/** Every statement, at the place where it means something on this host. */
export function collectStatements(
  policy: ResolvedPolicy,
  view: PathView,
  extras: PlanExtras,
): readonly Statement[] {
  const statements: Statement[] = []
  const known = new Set(policy.rules.map(({ path }) => path))
  // THREAT: a link that a command made since the policy was resolved, to be given what it leads to. Where a link led then
  // has a rule of its own. A rule that closes something is followed anywhere.
  const isLedElsewhere = ({ path, access }: PathRule, { canonical, blocked, endless }: Located) => {
    if (canonical === path || blocked === true || endless === true || known.has(canonical)) return false
    return access === 'write' || (access === 'read' && decide(policy, canonical).access === 'deny')
  }
  const state = (path: string, access: Access, origin: NodeOrigin, located = locate(view, path)) => {
    // THREAT: a directory that an earlier command closed with chmod, to hide from us what it opens again later. What
    // is to be closed inside it is closed with it, although the directory itself may be granted; nothing inside it is.
    if (!located.blocked) statements.push({ path, access, origin, located })
    else if (access !== 'write') statements.push({ path, access: 'deny', origin: 'shut', located })
  }
  for (const rule of policy.rules) {
    const located = locate(view, rule.path)
    if (!isLedElsewhere(rule, located)) state(rule.path, rule.access, 'rule', located)
  }
  for (const root of policy.writableRoots) {
    for (const subpath of root.protectedPaths) state(subpath.path, 'read', 'protected')
  }
  for (const path of extras.ownDirectories) state(path, 'read', 'protected')
  for (const path of extras.globMatches) state(path, 'deny', 'glob')
  for (const path of extras.closedSockets ?? []) state(path, 'deny', 'protected')
  for (const path of extras.shown ?? []) state(path, 'read', 'default')
  if (policy.needsPlatformDefaults) {
    for (const path of LINUX_PLATFORM_DEFAULTS) state(path, 'read', 'default')
  }
  return statements
}

/** The statements about things that exist, as nodes. */
export function existingNodes(statements: readonly Statement[]): readonly RuleNode[] {
  return statements
    .filter(({ located }) => located.firstMissing === undefined && !located.endless)
    .map(({ located, access, origin }) => ({ path: located.canonical, access, origin }))
}
