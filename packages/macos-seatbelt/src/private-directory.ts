/** Finds the directory for profile files: the user's own, and closed for every command. */

import { lstatSync, mkdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { decide, type ResolvedPolicy } from '@sandbox/policy'
import { privateDirectoryUnusable } from './errors.js'

/** Where the directory is, unless something is in the way there. Nothing is looked at. */
export function usualPrivateDirectory({ home }: ResolvedPolicy): string {
  return join(home, 'Library', 'Caches', 'sandbox')
}

/**
 * The directory, made if it is missing.
 *
 * THREAT: a command that could write the profile of the next run would choose its own sandbox. A place outside of every
 * writable root comes first; the profile closes the place in any case.
 *
 * @throws SandboxError `RUNTIME_DIRECTORY_UNUSABLE`
 */
export function privateDirectory(policy: ResolvedPolicy): string {
  const candidates = [usualPrivateDirectory(policy), join(policy.home, '.sandbox')]
  const outside = candidates.filter((path) => decide(policy, canonical(path)).access !== 'write')
  const problems: string[] = []
  for (const path of [...outside, ...candidates]) {
    const problem = prepare(path)
    if (problem === undefined) return canonical(path)
    problems.push(`${path} ${problem}`)
  }
  throw privateDirectoryUnusable(problems.join('; '))
}

function canonical(path: string): string {
  try {
    return join(realpathSync.native(dirname(path)), basename(path))
  } catch {
    return path
  }
}

function prepare(path: string): string | undefined {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'EEXIST') return `cannot be made (${code})`
  }
  const stats = lstatSync(path)
  if (!stats.isDirectory()) return 'is not a directory'
  if (stats.uid !== process.getuid?.()) return `belongs to user ${stats.uid}`
  return (stats.mode & 0o077) === 0 ? undefined : 'can be entered by other users'
}
