/** Running one command with this package alone, without core. */

import type { ResolvedPolicy } from '@sandbox/policy'
import { planWith, type RunOptions, type RunResult, runWith } from '@sandbox/policy/run-alone'
import { type BwrapPlan, prepareBwrap } from './prepare.js'

export type { RunOptions, RunResult }

const alone = { platform: 'linux', prepare: (policy: ResolvedPolicy) => prepareBwrap(policy) } as const

/**
 * Run a command in the sandbox of this Linux host.
 *
 * A command that fails is a result, not an error; so is a sandbox that cannot be set up (`exitCode` 125 and `error`).
 *
 * @param command the program and its arguments; no shell is involved
 * @throws SandboxError when the policy cannot be enforced here; nothing was started then
 * @example
 * const { exitCode, stdout } = await run(['git', 'status'], { cwd: '/home/me/project' })
 */
export function run(command: readonly [string, ...string[]], options: RunOptions = {}): Promise<RunResult> {
  return runWith(alone, command, options)
}

/**
 * What `run` would do: the launcher, its options, the mounts. Nothing is started.
 *
 * @throws SandboxError when the policy cannot be enforced here
 */
export function plan(command: readonly [string, ...string[]], options: RunOptions = {}): Promise<BwrapPlan> {
  return planWith(alone, command, options)
}
