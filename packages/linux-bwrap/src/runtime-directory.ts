/** Finds the private directory where run records live: one of the user's own that no sandboxed command can change. */

import { closeSync, constants, lstatSync, mkdirSync, openSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runtimeDirectoryUnusable } from './errors.js'

/**
 * The directory, made if it is missing.
 *
 * @throws SandboxError `RUNTIME_DIRECTORY_UNUSABLE`
 */
export function runtimeDirectory(uid: number, environment: NodeJS.ProcessEnv): string {
  const problems: string[] = []
  const candidates = candidateDirectories(uid, environment)
  for (const path of candidates) {
    const problem = prepare(path, uid)
    if (problem === undefined) return path
    problems.push(`${path}: ${problem}`)
  }
  throw runtimeDirectoryUnusable(candidates.at(-1) ?? '', problems.join('; '))
}

function candidateDirectories(uid: number, environment: NodeJS.ProcessEnv): readonly string[] {
  const session = environment.XDG_RUNTIME_DIR
  return [
    ...(session?.startsWith('/') === true ? [join(session, 'sandbox')] : []),
    uid === 0 ? '/run/sandbox' : `/run/user/${uid}/sandbox`,
    join(tmpdir(), `.sandbox-${uid}`),
  ]
}

/** THREAT: in a shared directory somebody else may have made it first; then it is not used. */
function prepare(path: string, uid: number): string | undefined {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'EEXIST') return `cannot be made (${code})`
  }
  const stats = lstatSync(path)
  if (!stats.isDirectory()) return 'is not a directory'
  if (stats.uid !== uid) return `belongs to user ${stats.uid}`
  return (stats.mode & 0o077) === 0 ? undefined : 'can be entered by other users'
}

/** The file that covers denied files where bubblewrap does the masking: mode 000, made once. */
export function unreadableFile(directory: string): string {
  const path = join(directory, 'unreadable')
  try {
    closeSync(openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o000))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return path
}
