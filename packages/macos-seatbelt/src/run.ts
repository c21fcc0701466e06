/** Running one command with this package alone, without core. */

import { type ChildProcess, spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import {
  BUILTIN_PROFILES,
  buildEnvironment,
  type CommandSpec,
  configDirectories,
  type Denial,
  type Enforcement,
  type ResolvedPolicy,
  type RunOutcome,
  resolve,
} from '@sandbox/policy'
import type { SeatbeltPlan } from './plan.js'
import { prepareSeatbelt, type SeatbeltOptions } from './prepare.js'

/** How to run; everything may be left out. */
export interface RunOptions extends SeatbeltOptions {
  /** A resolved policy, or the name of a built-in one. Default: `:workspace`. */
  readonly policy?: ResolvedPolicy | ':workspace' | ':read-only'
  /** Absolute working directory, and the workspace root of a built-in policy. Default: the caller's. */
  readonly cwd?: string
  /** The environment the policy's rules are applied to. Default: the caller's. */
  readonly environment?: NodeJS.ProcessEnv
  /** `inherit` gives the caller's streams to the command; `pipe` collects output. Default: `pipe`. */
  readonly stdio?: 'inherit' | 'pipe'
  /** Ends the command when aborted. */
  readonly signal?: AbortSignal
}

/** How a run ended. */
export interface RunResult extends RunOutcome {
  /** Collected output; empty with `stdio: 'inherit'`. */
  readonly stdout: string
  readonly stderr: string
  readonly enforcement: Enforcement
}

/**
 * Run a command in the sandbox of this Mac.
 *
 * @param command the program and its arguments; no shell is involved
 * @throws SandboxError when the policy cannot be enforced here; nothing was started then
 * @example
 * const { exitCode, stdout } = await run(['git', 'status'], { cwd: '/Users/me/project' })
 */
export async function run(
  command: readonly [string, ...string[]],
  options: RunOptions = {},
): Promise<RunResult> {
  const policy = policyOf(options)
  const prepared = await prepareSeatbelt(policy, options)
  try {
    const planned = await prepared.plan(commandSpec(command, policy, options))
    const opened = await prepared.open(planned)
    const stream = options.stdio ?? 'pipe'
    const child = spawn(planned.file, planned.args, {
      cwd: planned.cwd,
      env: planned.environment,
      stdio: [stream === 'pipe' ? 'ignore' : 'inherit', stream, stream],
    })
    if (child.pid !== undefined) opened.attach(child.pid)
    const abort = () => opened.signal('SIGKILL')
    if (options.signal?.aborted === true) abort()
    options.signal?.addEventListener('abort', abort)
    const deadline = startDeadline(policy.limits.timeout, abort)
    try {
      const [exit, stdout, stderr] = await Promise.all([
        ended(child),
        collect(child.stdout),
        collect(child.stderr),
      ])
      const outcome = await opened.finish(exit)
      const late = deadline.passed() ? [timeoutDenial(command[0], policy.limits.timeout)] : []
      const denials = [...(outcome.denials ?? []), ...late]
      return { ...outcome, denials, stdout, stderr, enforcement: planned.enforcement }
    } finally {
      options.signal?.removeEventListener('abort', abort)
      clearTimeout(deadline.timer)
    }
  } finally {
    await prepared.close()
  }
}

/**
 * What `run` would do: the launcher, the profile, its definitions. Nothing is started but a test of the profile.
 *
 * @throws SandboxError when the policy cannot be enforced here
 */
export async function plan(
  command: readonly [string, ...string[]],
  options: RunOptions = {},
): Promise<SeatbeltPlan> {
  const policy = policyOf(options)
  const prepared = await prepareSeatbelt(policy, options)
  try {
    return await prepared.plan(commandSpec(command, policy, options))
  } finally {
    await prepared.close()
  }
}

function policyOf(options: RunOptions): ResolvedPolicy {
  const { policy = ':workspace', cwd = process.cwd(), environment = process.env } = options
  if (typeof policy !== 'string') return policy
  const profile = BUILTIN_PROFILES.get(policy)
  const home = environment.HOME ?? '/'
  if (profile === undefined) throw new TypeError(`no built-in policy is called ${policy}`)
  return resolve(profile, {
    cwd,
    home,
    tmpdir: environment.TMPDIR,
    platform: 'darwin',
    protectedPaths: configDirectories({ home, environment, platform: 'darwin' }),
  })
}

function commandSpec(
  [program, ...args]: readonly [string, ...string[]],
  policy: ResolvedPolicy,
  options: RunOptions,
): CommandSpec {
  const { environment } = buildEnvironment(policy.environment, options.environment ?? process.env, 'darwin')
  const cwd = options.cwd ?? process.cwd()
  const streams = [process.stdin, process.stdout, process.stderr]
  const terminal = options.stdio === 'inherit' && streams.some((stream) => stream.isTTY)
  return { program, args, cwd, environment, terminal }
}

/** A timer cannot be set to more than 25 days; nothing waits that long. */
function startDeadline(limit: number | undefined, end: () => void) {
  let isPassed = false
  const expire = () => {
    isPassed = true
    end()
  }
  const timer = limit === undefined ? undefined : setTimeout(expire, Math.min(limit, 2 ** 31 - 1))
  return { timer, passed: () => isPassed }
}

function timeoutDenial(program: string, limit: number | undefined): Denial {
  const reason = `it ran for longer than limits.timeout, ${limit} ms`
  return { kind: 'limit', subject: program, reason, rule: 'limits.timeout', time: Date.now() }
}

function ended(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((done, failed) => {
    child.once('error', failed)
    child.once('close', (code, signal) => done({ code, signal }))
  })
}

async function collect(stream: NodeJS.ReadableStream | null): Promise<string> {
  return stream === null ? '' : text(stream)
}
