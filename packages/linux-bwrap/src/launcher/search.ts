/** Finds a program in PATH that no sandboxed command could have put or changed there. */

import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { decide, isAtOrBelow, type ResolvedPolicy } from '@sandbox/policy'

/** The first program that may be trusted, and why others before it were passed over. */
export interface SearchResult {
  readonly found?: string
  readonly rejected: readonly { readonly path: string; readonly because: string }[]
}

/**
 * Look through the absolute entries of a search path. What is rejected is neither probed nor run.
 *
 * THREAT: a workspace with its own `bwrap` in a PATH entry, or a directory above a program that the command may rename;
 * and a command of yesterday, under a policy that let it write where today's does not.
 */
export function findTrusted(
  program: string,
  searchPath: string,
  policy: ResolvedPolicy,
  isChangeable = userCouldChange,
): SearchResult {
  const rejected: { path: string; because: string }[] = []
  for (const directory of searchPath.split(':')) {
    const path = directory.startsWith('/') ? executableAt(join(directory, program)) : undefined
    if (path === undefined) continue
    const because = reasonAgainst(path, policy) ?? reasonOfOthers(path, isChangeable)
    if (because === undefined) return { found: path, rejected }
    rejected.push({ path, because })
  }
  return { rejected }
}

/** The canonical path, if it is a regular file that the user may execute. */
function executableAt(path: string): string | undefined {
  try {
    // Asked first: most entries hold none, and an error takes longer to make than the question.
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined
    accessSync(path, constants.X_OK)
    return realpathSync.native(path)
  } catch {
    return undefined
  }
}

/** Why a program must not be run outside the sandbox, or undefined when it may. `path` is canonical. */
export function reasonAgainst(path: string, policy: ResolvedPolicy): string | undefined {
  const root = policy.workspaceRoots.find((one) => one !== '/' && isAtOrBelow(path, canonical(one), 'linux'))
  if (root !== undefined) return `it lies in the workspace ${root}`
  for (let at = path; ; at = dirname(at)) {
    if (decide(policy, at).access === 'write' && userCanModify(at)) return `the policy makes ${at} writable`
    if (at === '/') return undefined
  }
}

/** The same under any policy: a command can be let write whatever its user can. */
function reasonOfOthers(path: string, isChangeable: (path: string) => boolean): string | undefined {
  for (let at = path; ; at = dirname(at)) {
    if (isChangeable(at)) return `a command could have changed ${at} under another policy`
    if (at === '/') return undefined
  }
}

/** Where package managers put programs. Root can write all of them: what else may be changed is for policies to say. */
const OF_THE_SYSTEM = ['/usr', '/bin', '/sbin', '/opt', '/nix', '/gnu']

/** Canonical paths. What root finds must also be root's alone. */
export function userCouldChange(path: string): boolean {
  if (process.getuid?.() !== 0) return userCanModify(path)
  const isOfTheSystem = path === '/' || OF_THE_SYSTEM.some((place) => isAtOrBelow(path, place, 'linux'))
  return !isOfTheSystem || isOthers(path)
}

function isOthers(path: string): boolean {
  try {
    const { uid, mode } = statSync(path)
    return uid !== 0 || (mode & 0o022) !== 0
  } catch {
    return true
  }
}

/** Roots are spelled as the user wrote them. */
function canonical(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}

/**
 * Could the command, which runs as this user without any capability, change what stands there?
 *
 * THREAT: an owner changes the mode whenever it likes, so a planted program that was made read-only counts as writable.
 */
function userCanModify(path: string): boolean {
  try {
    const { uid, mode } = statSync(path)
    if (uid === process.getuid?.()) return true
    // What root may do here says nothing about root without capabilities: only the mode does.
    if (process.getuid?.() === 0) return (mode & 0o022) !== 0
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}
