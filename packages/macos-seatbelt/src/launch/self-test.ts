/** Applies a profile to a program that does nothing, so that a later code 65 or 71 is the command's own. */

import { spawnSync } from 'node:child_process'
import { alreadySandboxed, launcherMissing, profileRejected } from '../errors.js'
import type { SeatbeltPlan } from '../plan.js'

/** Any program will do: one that may not be run shows that the profile was applied. */
const NOTHING = '/usr/bin/true'

/**
 * @throws SandboxError `PROFILE_REJECTED`, `ALREADY_SANDBOXED`, `SEATBELT_NOT_FOUND`, each with what the system said
 */
export function testProfile(plan: Pick<SeatbeltPlan, 'file' | 'args'>): void {
  const ownArgs = plan.args.slice(0, plan.args.indexOf('--'))
  const { status, stderr, error } = spawnSync(plan.file, [...ownArgs, '--', NOTHING], {
    cwd: '/',
    env: {},
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (error !== undefined) throw launcherMissing(plan.file, error)
  const problem = launcherProblem(status ?? 0, stderr)
  if (problem !== undefined) throw problem
}

/** What the launcher's code and words mean; undefined when the profile was applied. */
export function launcherProblem(status: number, stderr: string): Error | undefined {
  const text = stderr.trim().replace(/^sandbox-exec: /, '')
  if (status === 71 && /sandbox_apply/.test(text)) return alreadySandboxed(text)
  // The program was reached, so the profile holds; that it may not be run is another matter.
  if (status === 71 && /execvp/.test(text)) return undefined
  if (status === 64 || status === 65 || status === 71)
    return profileRejected(text === '' ? `code ${status}` : text)
  return undefined
}
