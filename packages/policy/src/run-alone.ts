/** Running one command with a backend alone, without core. */

import { type ChildProcess, spawn } from 'node:child_process'
import { homedir } from 'node:os'
import { text } from 'node:stream/consumers'
import { temporaryDirectory } from './host.js'
import type {
  CommandSpec,
  Enforcement,
  LaunchPlan,
  OpenRun,
  Platform,
  PreparedBackend,
  ResolvedPolicy,
  RunOutcome,
} from './index.js'
import { BUILTIN_PROFILES, buildEnvironment, configDirectories, resolve, timeoutDenial } from './index.js'

/** How to run; everything may be left out. */
export interface RunOptions {
  /** A resolved policy, or the name of a built-in one. Default: `:workspace`. */
  readonly policy?: ResolvedPolicy | ':workspace' | ':read-only'
  /** Absolute working directory, and the workspace root of a built-in policy. Default: the caller's. */
  readonly cwd?: string
  /** The environment the policy's rules are applied to. Default: the caller's. */
  readonly environment?: NodeJS.ProcessEnv
  /** `inherit` gives the caller's streams to the command; `pipe` collects output. Default: `pipe`. */
  readonly stdio?: 'inherit' | 'pipe'
  /** Ends the command, and everything it started, when aborted. */
  readonly signal?: AbortSignal
}

/** How a run ended. */
export interface RunResult extends RunOutcome {
  /** Collected output; empty with `stdio: 'inherit'`. */
  readonly stdout: string
  readonly stderr: string
  readonly enforcement: Enforcement
}

/** How one platform runs commands. */
export interface Alone<P extends PreparedBackend> {
  readonly platform: Platform
  /** Makes its backend ready for a policy. */
  readonly prepare: (policy: ResolvedPolicy) => Promise<P>
}

/**
 * Run a command with one backend.
 *
 * @throws SandboxError when the policy cannot be enforced here; nothing was started then
 */
export async function runWith(
  { platform, prepare }: Alone<PreparedBackend>,
  command: readonly [string, ...string[]],
  options: RunOptions,
): Promise<RunResult> {
  const policy = policyOf(options, platform)
  const prepared = await prepare(policy)
  try {
    const planned = await prepared.plan(commandSpec(command, policy, options, platform))
    const opened = await prepared.open(planned)
    const ran = await start(planned, opened, options, policy.limits.timeout).catch(async (error: unknown) => {
      await opened.finish({ code: null, signal: 'SIGKILL' })
      throw error
    })
    const outcome = await opened.finish(ran.exit)
    const late = ran.isLate ? [timeoutDenial(command[0], policy.limits.timeout)] : []
    const denials = [...(outcome.denials ?? []), ...late]
    const { stdout, stderr } = ran
    return { ...outcome, denials, stdout, stderr, enforcement: planned.enforcement }
  } finally {
    await prepared.close()
  }
}

/** Starts the launcher and waits for its end. Rejects when it cannot be started. */
async function start(
  { file, args, cwd, environment }: LaunchPlan,
  opened: OpenRun,
  { stdio = 'pipe', signal }: RunOptions,
  limit: number | undefined,
) {
  // Some failures are thrown, others become an event.
  const child = spawn(file, args, {
    cwd,
    env: environment,
    stdio: [stdio === 'pipe' ? 'ignore' : 'inherit', stdio, stdio, ...opened.descriptors],
  })
  if (child.pid !== undefined) opened.attach(child.pid)
  const abort = () => opened.signal('SIGKILL')
  if (signal?.aborted === true) abort()
  signal?.addEventListener('abort', abort)
  const deadline = startDeadline(limit, abort)
  try {
    const running = [ended(child), collect(child.stdout), collect(child.stderr)] as const
    const [exit, stdout, stderr] = await Promise.all(running)
    return { exit, stdout, stderr, isLate: deadline.passed() }
  } finally {
    signal?.removeEventListener('abort', abort)
    clearTimeout(deadline.timer)
  }
}

/**
 * What `runWith` would do. Nothing is started.
 *
 * @throws SandboxError when the policy cannot be enforced here
 */
export async function planWith<P extends PreparedBackend>(
  { platform, prepare }: Alone<P>,
  command: readonly [string, ...string[]],
  options: RunOptions,
): Promise<Awaited<ReturnType<P['plan']>>> {
  const policy = policyOf(options, platform)
  const prepared = await prepare(policy)
  try {
    return (await prepared.plan(commandSpec(command, policy, options, platform))) as Awaited<
      ReturnType<P['plan']>
    >
  } finally {
    await prepared.close()
  }
}

function policyOf(options: RunOptions, platform: Platform): ResolvedPolicy {
  const { policy = ':workspace', cwd = process.cwd(), environment = process.env } = options
  if (typeof policy !== 'string') return policy
  const profile = BUILTIN_PROFILES.get(policy)
  const home = platform === 'win32' ? (environment.USERPROFILE ?? 'C:\\') : (environment.HOME ?? homedir())
  if (profile === undefined) throw new TypeError(`no built-in policy is called ${policy}`)
  return resolve(profile, {
    cwd,
    home,
    tmpdir: temporaryDirectory({ environment, platform }),
    platform,
    protectedPaths: configDirectories({ home, environment, platform }),
  })
}

function commandSpec(
  [program, ...args]: readonly [string, ...string[]],
  policy: ResolvedPolicy,
  options: RunOptions,
  platform: Platform,
): CommandSpec {
  const { environment } = buildEnvironment(policy.environment, options.environment ?? process.env, platform)
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

function ended(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((done, failed) => {
    child.once('error', failed)
    child.once('close', (code, signal) => done({ code, signal }))
  })
}

async function collect(stream: NodeJS.ReadableStream | null): Promise<string> {
  return stream === null ? '' : text(stream)
}
