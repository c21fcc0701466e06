/** Finds what deny globs match, just before a run. A directory that matches is reported as a whole. */

import { type Dirent, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { compileGlobs, type GlobSet, type ResolvedPolicy, SandboxError } from '@sandbox/policy'
import { globTooManyMatches, globUnreadable, globUnspeakable } from './errors.js'

/** More matches than this stop the start: such a policy wants a rule for a directory. */
export const MATCH_LIMIT = 20_000

/**
 * Paths that the policy's globs match now, as the search found them: links are not followed, but reported.
 *
 * The walk asks the same matcher as `decide`, so the two cannot disagree. A directory that cannot be listed counts as a
 * match: what is in it might be one, and the command could open its own directories by chmod.
 *
 * @throws SandboxError `GLOB_TOO_MANY_MATCHES`, `GLOB_UNREADABLE`, `GLOB_UNSPEAKABLE_NAME`
 */
export function expandGlobs(policy: ResolvedPolicy): readonly string[] {
  const found: string[] = []
  for (const base of new Set(policy.globs.map((glob) => glob.base))) {
    const patterns = policy.globs.filter((glob) => glob.base === base).map((glob) => glob.pattern)
    const globs = compileGlobs(patterns, policy.platform)
    if (globs.denying(base) !== -1) found.push(base)
    else walk(base, policy.globScanMaxDepth ?? Number.POSITIVE_INFINITY, globs, found)
  }
  return found
}

function walk(directory: string, depth: number, globs: GlobSet, found: string[]): void {
  if (depth < 1) return
  const prefix = directory === '/' ? '/' : `${directory}/`
  const globOf = globs.inside(directory)
  const entries = list(directory, globs)
  if (entries === undefined) found.push(directory)
  for (const entry of entries ?? []) {
    const matches = globOf(entry.name) !== -1
    if (!matches && entry.isFile()) continue
    const path = prefix + entry.name
    if (matches) found.push(path)
    else if (entry.isDirectory()) walk(path, depth - 1, globs, found)
    if (found.length > MATCH_LIMIT) throw globTooManyMatches(directory, MATCH_LIMIT)
  }
}

/** Undefined when it may not be listed. */
function list(directory: string, globs: GlobSet): readonly Dirent[] | undefined {
  try {
    const entries = readdirSync(directory, { withFileTypes: true })
    // A name that is no UTF-8 was decoded with a loss, and shows it by this character.
    const isExact = entries.every((entry) => !entry.name.includes('\uFFFD'))
    return isExact ? entries : onlySpeakable(directory, entries, globs)
  } catch (error) {
    if (error instanceof SandboxError) throw error
    const code = (error as NodeJS.ErrnoException).code ?? ''
    // Links that lead in a circle lead nowhere.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return []
    if (code === 'EACCES' || code === 'EPERM') return undefined
    throw globUnreadable(directory, error)
  }
}

/**
 * The entries whose names are UTF-8. The path of any other can neither be searched nor handed to anybody, so it must
 * be neither a directory nor a match; that is asked of its bytes, because what was decoded may have fewer characters.
 */
function onlySpeakable(directory: string, entries: readonly Dirent[], globs: GlobSet): readonly Dirent[] {
  const speakable = new Set<string>()
  for (const entry of readdirSync(directory, { withFileTypes: true, encoding: 'buffer' })) {
    const decoded = entry.name.toString()
    const path = join(directory, decoded)
    if (Buffer.from(decoded).equals(entry.name)) speakable.add(decoded)
    else if (entry.isDirectory()) throw globUnspeakable(path)
    else if (globs.denying(Buffer.concat([Buffer.from(join(directory, '/')), entry.name])) !== -1) {
      throw globUnspeakable(path)
    }
  }
  return entries.filter((entry) => speakable.has(entry.name))
}
