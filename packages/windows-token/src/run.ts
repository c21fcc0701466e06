/** Running one command with this package alone, without core. */

import {
  type Alone,
  type RunOptions as CommonOptions,
  planWith,
  type RunResult,
  runWith,
} from '@sandbox/policy/run-alone'
import type { TokenLaunchPlan } from './plan.js'
import { type PreparedToken, prepareToken, type TokenPrepareOptions } from './prepare.js'

export type { RunResult }

/** How to run; everything may be left out. */
export interface RunOptions extends CommonOptions, TokenPrepareOptions {}

/**
 * Run a command in the sandbox of this Windows machine.
 *
 * @param command the program and its arguments; no shell is involved
 * @throws SandboxError when the policy cannot be enforced here; nothing was started then
 * @example
 * const { exitCode, stdout } = await run(['git', 'status'], { cwd: 'C:\\project', strict: false })
 */
export function run(command: readonly [string, ...string[]], options: RunOptions = {}): Promise<RunResult> {
  return runWith(withOptions(options), command, options)
}

/**
 * What `run` would do: the helper, its spec, the access lists. Nothing is started but questions to the helper.
 *
 * @throws SandboxError when the policy cannot be enforced here
 */
export function plan(
  command: readonly [string, ...string[]],
  options: RunOptions = {},
): Promise<TokenLaunchPlan> {
  return planWith(withOptions(options), command, options)
}

function withOptions(options: TokenPrepareOptions): Alone<PreparedToken> {
  return { platform: 'win32', prepare: (policy) => prepareToken(policy, options) }
}
