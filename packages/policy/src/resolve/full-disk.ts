/** Answers whether a policy leaves the whole disk readable or writable, so that a backend can take the short way. */

import { isFilesystemRoot, type Platform } from '../paths.js'
import type { PathRule, WritableRoot } from '../resolved.js'

/** True when the roots of the file system are readable and no literal rule denies anything. */
export function readsWholeDisk(rules: readonly PathRule[], platform: Platform): boolean {
  return (
    rules.some((rule) => isFilesystemRoot(rule.path, platform)) &&
    rules.every((rule) => rule.access !== 'deny')
  )
}

/** True when the roots of the file system are writable and neither a rule nor protected metadata narrows them. */
export function writesWholeDisk(
  rules: readonly PathRule[],
  writable: readonly WritableRoot[],
  platform: Platform,
): boolean {
  return (
    readsWholeDisk(rules, platform) &&
    rules.every((rule) => rule.access === 'write') &&
    writable.every((root) => root.protectedPaths.length === 0)
  )
}
