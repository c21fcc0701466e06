/** Running one command with this package alone, without core. */

import {
  type Alone,
  type RunOptions as CommonOptions,
  planWith,
  type RunResult,
  runWith,
} from '@sandbox/policy/run-alone'
import { type BwrapPlan, type PreparedBwrap, prepareBwrap } from './prepare.js'

export type { RunResult }

/** How to run; everything may be left out. */
export interface RunOptions extends CommonOptions {
  /** `false` puts up with file systems that hold a closed path under another spelling. Default: true, which refuses. */
  readonly strict?: boolean | undefined
}

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
  return runWith(withOptions(options), command, options)
}

/**
 * What `run` would do: the launcher, its options, the mounts. Nothing is started.
 *
 * @throws SandboxError when the policy cannot be enforced here
 */
export function plan(command: readonly [string, ...string[]], options: RunOptions = {}): Promise<BwrapPlan> {
  return planWith(withOptions(options), command, options)
}

function withOptions({ strict }: RunOptions): Alone<PreparedBwrap> {
  return { platform: 'linux', prepare: (policy) => prepareBwrap(policy, { strict }) }
}
