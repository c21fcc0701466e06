/** Finds the private directory where run records live: one of the user's own that no sandboxed command can change. */

import { lstatSync, mkdirSync, realpathSync, type Stats } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { decide, type ResolvedPolicy } from '@sandbox/policy'
import { runtimeDirectoryUnusable } from './errors.js'

/**
 * The directory, made if it is missing.
 *
 * THREAT: a directory that one policy lets a command make or change is where another run might look for its records.
 * So one inside a writable area counts only if it is the same for every run, and is kept closed in each of them: see
 * {@link closedRuntimeDirectories}.
 *
 * @throws SandboxError `RUNTIME_DIRECTORY_UNUSABLE`
 */
export function runtimeDirectory(
  uid: number,
  environment: NodeJS.ProcessEnv,
  policy: ResolvedPolicy,
): string {
  return firstUsable(candidateDirectories(uid, environment, policy), uid)
}

/**
 * The directory where the runs of a user know of each other.
 *
 * THREAT: a run takes for real what another one occupies whose records it does not see; the other one removes it at its
 * end, and the cover with it. So the environment, which may differ between the two, chooses only where nothing else is
 * to be had.
 *
 * @throws SandboxError `RUNTIME_DIRECTORY_UNUSABLE`
 */
export function sharedDirectory(uid: number, environment: NodeJS.ProcessEnv, policy: ResolvedPolicy): string {
  const candidates = [...sharedRuntimeDirectories(uid), ...candidateDirectories(uid, environment, policy)]
  return firstUsable([...new Set(candidates)], uid)
}

function firstUsable(candidates: readonly string[], uid: number): string {
  const problems: string[] = []
  for (const path of candidates) {
    const problem = prepare(path, uid)
    if (problem === undefined) return path
    problems.push(`${path}: ${problem}`)
  }
  throw runtimeDirectoryUnusable('for run records', problems.join('; '))
}

/**
 * A directory inside the runtime directory, made if it is missing.
 *
 * @throws SandboxError `RUNTIME_DIRECTORY_UNUSABLE`
 */
export function privateDirectory(path: string): string {
  const problem = prepare(path, process.getuid?.() ?? 0)
  if (problem !== undefined) throw runtimeDirectoryUnusable(path, problem)
  return path
}

/** Every place where another run of this user might look: closed in this one, whichever it uses itself. */
export function closedRuntimeDirectories(uid: number, environment: NodeJS.ProcessEnv): readonly string[] {
  return [...sessionDirectory(environment), ...sharedRuntimeDirectories(uid)]
}

function sessionDirectory(environment: NodeJS.ProcessEnv): readonly string[] {
  const session = environment.XDG_RUNTIME_DIR
  return session?.startsWith('/') === true ? [join(session, 'sandbox')] : []
}

/** The places that every run of this user may use, whatever its environment says. */
function sharedRuntimeDirectories(uid: number): readonly string[] {
  return [uid === 0 ? '/run/sandbox' : `/run/user/${uid}/sandbox`, `/tmp/.sandbox-${uid}`]
}

function candidateDirectories(
  uid: number,
  environment: NodeJS.ProcessEnv,
  policy: ResolvedPolicy,
): readonly string[] {
  const isSafe = (path: string) => decide(policy, path, { spellings: [canonical(path)] }).access !== 'write'
  return [...sessionDirectory(environment).filter(isSafe), ...sharedRuntimeDirectories(uid)]
}

function canonical(path: string): string {
  try {
    return join(realpathSync.native(dirname(path)), basename(path))
  } catch {
    return path
  }
}

/** THREAT: in a shared directory somebody else may have made it first; then it is not used. */
function prepare(path: string, uid: number): string | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false }) ?? made(path)
  if (typeof stats === 'string') return stats
  if (!stats.isDirectory()) return 'is not a directory'
  if (stats.uid !== uid) return `belongs to user ${stats.uid}`
  const mode = stats.mode & 0o777
  // A command without mount namespaces can change the mode of what it cannot otherwise reach.
  return mode === 0o700 ? undefined : `has the mode ${mode.toString(8).padStart(3, '0')} instead of 700`
}

function made(path: string): Stats | string {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'EEXIST') return `cannot be made (${code})`
  }
  return lstatSync(path)
}
