/** Cuts what a policy says about writing into roots with closed paths: the only thing that access lists can say. Pure. */

import {
  describeSource,
  foldCase,
  isAtOrBelow,
  isBelow,
  type PathRule,
  type ResolvedPolicy,
} from '@sandbox/policy'
import { reopenedPath } from '../errors.js'

/** A writable directory or file that lies in no other. */
export interface Root {
  readonly path: string
  readonly rule: PathRule
  /** What stays read-only in it; none inside another. By depth, then path. */
  readonly closed: readonly string[]
}

const PLATFORM = 'win32'

/**
 * The roots of a policy. A root that is missing is left out, as the policy's own warning says.
 *
 * @throws SandboxError `REOPENED_PATH`
 */
export function rootsOf(policy: ResolvedPolicy): readonly Root[] {
  const missing = new Set(policy.writableRoots.filter((root) => !root.exists).map((root) => key(root.path)))
  const writes = policy.rules.filter((rule) => rule.access === 'write')
  const present = writes.filter((rule) => !missing.has(key(rule.path)))
  const closable = [
    ...policy.rules.filter((rule) => rule.access === 'read').map((rule) => rule.path),
    ...policy.writableRoots.flatMap((root) => root.protectedPaths.map((each) => each.path)),
  ]
  return topmost(present, (rule) => rule.path).map((rule) => {
    const closed = topmost(
      closable.filter((path) => isBelow(path, rule.path, PLATFORM)),
      (path) => path,
    )
    refuseReopened(present, closed)
    return { path: rule.path, rule, closed }
  })
}

function refuseReopened(writes: readonly PathRule[], closed: readonly string[]): void {
  for (const rule of writes) {
    const around = closed.find((path) => isAtOrBelow(rule.path, path, PLATFORM))
    if (around !== undefined) throw reopenedPath(rule.path, around, describeSource(rule.source))
  }
}

/** Those that lie in no other, each once. */
function topmost<T>(items: readonly T[], pathOf: (item: T) => string): readonly T[] {
  const kept: T[] = []
  const byDepth = [...items].sort(
    (a, b) => pathOf(a).length - pathOf(b).length || (pathOf(a) < pathOf(b) ? -1 : 1),
  )
  for (const item of byDepth) {
    if (!kept.some((other) => isAtOrBelow(pathOf(item), pathOf(other), PLATFORM))) kept.push(item)
  }
  return kept
}

function key(path: string): string {
  return foldCase(path, PLATFORM)
}
