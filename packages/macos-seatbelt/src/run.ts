/** Running one command with this package alone, without core. */

import {
  type Alone,
  type RunOptions as CommonOptions,
  planWith,
  type RunResult,
  runWith,
} from '@sandbox/policy/run-alone'
import type { SeatbeltPlan } from './plan.js'
import { prepareSeatbelt, type SeatbeltOptions } from './prepare.js'

export type { RunResult }

/** How to run; everything may be left out. */
export interface RunOptions extends CommonOptions, SeatbeltOptions {}

/**
 * Run a command in the sandbox of this Mac.
 *
 * @param command the program and its arguments; no shell is involved
 * @throws SandboxError when the policy cannot be enforced here; nothing was started then
 * @example
 * const { exitCode, stdout } = await run(['git', 'status'], { cwd: '/Users/me/project' })
 */
export function run(command: readonly [string, ...string[]], options: RunOptions = {}): Promise<RunResult> {
  return runWith(withOptions(options), command, options)
}

/**
 * What `run` would do: the launcher, the profile, its definitions. Nothing is started but a test of the profile.
 *
 * @throws SandboxError when the policy cannot be enforced here
 */
export function plan(
  command: readonly [string, ...string[]],
  options: RunOptions = {},
): Promise<SeatbeltPlan> {
  return planWith(withOptions(options), command, options)
}

function withOptions(options: SeatbeltOptions): Alone<Awaited<ReturnType<typeof prepareSeatbelt>>> {
  return { platform: 'darwin', prepare: (policy) => prepareSeatbelt(policy, options) }
}
