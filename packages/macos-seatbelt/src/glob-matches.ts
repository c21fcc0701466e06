/** Finds what deny globs match now, because the directories above must keep their names. */

import { type Dirent, readdirSync } from 'node:fs'
import { compileGlobs, type GlobSet, type ResolvedPolicy } from '@sandbox/policy'

/**
 * Matches, as a walk finds them; links are not followed. The profile closes every match by its name, also one that is
 * made later, so a directory that cannot be listed costs nothing but the anchor of what is in it.
 */
export function globMatches(policy: ResolvedPolicy): readonly string[] {
  const found: string[] = []
  for (const base of new Set(policy.globs.map((glob) => glob.base))) {
    const patterns = policy.globs.filter((glob) => glob.base === base).map((glob) => glob.pattern)
    const globs = compileGlobs(patterns, 'darwin')
    if (globs.denying(base) !== -1) found.push(base)
    else walk(base, policy.globScanMaxDepth ?? Number.POSITIVE_INFINITY, globs, found)
  }
  return found
}

function walk(directory: string, depth: number, globs: GlobSet, found: string[]): void {
  if (depth < 1) return
  const globOf = globs.inside(directory)
  for (const entry of list(directory)) {
    const matches = globOf(entry.name) !== -1
    if (!matches && !entry.isDirectory()) continue
    const path = `${directory}/${entry.name}`
    if (matches) found.push(path)
    else walk(path, depth - 1, globs, found)
  }
}

function list(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
  } catch {
    return []
  }
}
