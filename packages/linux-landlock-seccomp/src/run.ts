/** Running one command with this package alone, without core. */

import {
  type Alone,
  type RunOptions as CommonOptions,
  planWith,
  type RunResult,
  runWith,
} from '@sandbox/policy/run-alone'
import { type LandlockPlan, prepareLandlock } from './prepare.js'

export type { RunResult }

/** How to run; everything may be left out. */
export interface RunOptions extends CommonOptions {
  /** `false` puts up with what this kernel's Landlock cannot keep of the policy. Default: true, which refuses. */
  readonly strict?: boolean | undefined
}

/**
 * Run a command under Landlock and a system call filter, without namespaces.
 *
 * A command that fails is a result, not an error; so is a sandbox that cannot be set up (`exitCode` 125 and `error`).
 *
 * @param command the program and its arguments; no shell is involved
 * @throws SandboxError when the policy cannot be enforced here; nothing was started then
 * @example
 * const { exitCode, stdout, enforcement } = await run(['make'], { cwd: '/home/me/project' })
 */
export function run(command: readonly [string, ...string[]], options: RunOptions = {}): Promise<RunResult> {
  return runWith(withOptions(options), command, options)
}

/**
 * What `run` would do: the ruleset, the variables, the enforcement report. Nothing is started.
 *
 * @throws SandboxError when the policy cannot be enforced here
 */
export function plan(
  command: readonly [string, ...string[]],
  options: RunOptions = {},
): Promise<LandlockPlan> {
  return planWith(withOptions(options), command, options)
}

function withOptions({ strict }: RunOptions): Alone<Awaited<ReturnType<typeof prepareLandlock>>> {
  return { platform: 'linux', prepare: (policy) => prepareLandlock(policy, { strict }) }
}
