/** Runs one command: plan, open, spawn through execa, and the truth about its end. The only place that spawns. */

import type {
  CommandSpec,
  Denial,
  LaunchPlan,
  OpenRun,
  PreparedBackend,
  ResolvedPolicy,
} from '@sandbox/policy'
import { timeoutDenial } from '@sandbox/policy'
import type { Options, Result, ResultPromise } from 'execa'
import { findFileDenials } from './denials.js'
import type { Egress, EgressService, HostEgress } from './egress.js'
import type { ExecOptions } from './exec-options.js'
import { type Killing, redirectKill } from './kill.js'
import {
  completeResult,
  type MutableResult,
  type SandboxFields,
  setUpError,
  showCommand,
  spawnFailure,
} from './result.js'
import type { StandardStreams } from './stdio.js'

/** What a run needs besides its command. */
export interface LaunchContext {
  readonly prepared: PreparedBackend
  readonly policy: ResolvedPolicy
  readonly options: ExecOptions
  readonly streams: StandardStreams
  /** Makes the proxy of the run, for what the sandbox hands out. */
  readonly startEgress: () => Promise<EgressService>
  /** Makes the proxy of the run, on this host. */
  readonly listenForEgress: () => Promise<HostEgress>
  /** Asked again once everything is open: a sandbox may be closed while a command is being planned. */
  readonly checkOpen: () => void
  readonly report: (denial: Denial) => void
}

/** A started run. */
export interface Launched {
  readonly subprocess: ResultPromise
  /** Settles when the command ended and everything of the run is gone; rejects as execa would. */
  readonly result: Promise<Result & SandboxFields>
  /** End the whole tree now. */
  kill(): void
}

/**
 * @param command makes the command, which depends on where its proxy listens
 * @throws SandboxError when the sandbox cannot be set up; nothing was started then
 */
export async function launch(
  command: (egress?: HostEgress) => CommandSpec,
  context: LaunchContext,
): Promise<Launched> {
  if (context.prepared.wantsEgressPort !== true) return start(command(), context)
  const egress = await context.listenForEgress()
  try {
    return await start(command(egress), context, egress)
  } catch (error) {
    await egress.close()
    throw error
  }
}

async function start(command: CommandSpec, context: LaunchContext, atHost?: HostEgress): Promise<Launched> {
  const { prepared, options, streams } = context
  // Loaded here, so that whoever only plans or explains does not pay for it.
  const [{ execa }, plan] = await Promise.all([import('execa'), prepared.plan(command)])
  const opened = await prepared.open(plan)
  let service: EgressService | undefined
  let subprocess: ResultPromise
  let killing: Killing
  try {
    if (plan.handsListenerOut === true) service = await context.startEgress()
    context.checkOpen()
    subprocess = execa(plan.file, plan.args, {
      ...withoutStreams(options),
      cwd: plan.cwd,
      env: plan.environment,
      extendEnv: false,
      timeout: effectiveTimeout(options.timeout, context.policy.limits.timeout),
      stdio: [...streams, ...opened.descriptors],
      ...(service === undefined ? {} : { ipc: true, serialization: 'json' }),
    } as Options)
    if (subprocess.pid !== undefined) opened.attach(subprocess.pid)
    service?.serve(subprocess, () => opened.signal('SIGKILL'))
    killing = redirectKill(subprocess, opened, options)
  } catch (error) {
    await opened.finish({ code: null, signal: 'SIGKILL' })
    await service?.close()
    throw error
  }
  const killLauncher = () => subprocess.kill('SIGKILL')
  const result = settle(subprocess, { opened, plan, killing, context, egress: service ?? atHost })
  return { subprocess, result, kill: killLauncher }
}

/** The longest time a timer can be set to, nearly 25 days. */
const MAX_TIMEOUT = 2 ** 31 - 1

/** The shorter of both. execa takes 0 for none. */
export function effectiveTimeout(asked: number | undefined, limit: number | undefined): number {
  const given = [asked, limit].filter((time) => time !== undefined && time !== 0) as number[]
  return given.length === 0 ? 0 : Math.min(...given, MAX_TIMEOUT)
}

interface Run {
  readonly opened: OpenRun
  readonly plan: LaunchPlan
  readonly killing: Killing
  readonly context: LaunchContext
  readonly egress: Egress | undefined
}

async function settle(subprocess: ResultPromise, run: Run): Promise<Result & SandboxFields> {
  const { opened, plan, killing, context, egress } = run
  // A failed command rejects with an error that has all fields of a result.
  const ended = (await subprocess.catch((error: unknown) => error)) as Result
  killing.stop()
  const result = ended as unknown as MutableResult
  const exit = { code: ended.exitCode ?? null, signal: ended.signal ?? null }
  const observed = await opened.finish(exit)
  await egress?.close()
  const outcome = subprocess.pid === undefined ? spawnFailure(plan, ended.cause) : observed
  completeResult(result, plan, outcome, showCommand(plan.command.program, plan.command.args))
  result.isForcefullyTerminated ||= killing.wasForced()
  const failure = egress?.failure ?? setUpError(result, outcome)
  if (failure !== undefined) throw failure
  const denials = [...(outcome.denials ?? []), ...(egress?.denials ?? []), ...denialsOf(ended, run)]
  for (const denial of denials) context.report(denial)
  const complete = Object.assign(ended, { denials, enforcement: plan.enforcement })
  if (ended.failed && context.options.reject !== false) throw complete
  return complete
}

function denialsOf(result: Result, { plan, context }: Run): readonly Denial[] {
  const { policy, options } = context
  const limit = policy.limits.timeout
  const isLimit =
    result.timedOut &&
    limit !== undefined &&
    effectiveTimeout(options.timeout, limit) === Math.min(limit, MAX_TIMEOUT)
  return [
    ...(policy.unrestricted ? [] : findFileDenials(outputText(result.stderr), policy, plan.command.cwd)),
    ...(isLimit ? [timeoutDenial(plan.command.program, limit)] : []),
  ]
}

/** Whatever shape the options gave it: nothing, text, lines, bytes. */
function outputText(output: unknown): string {
  if (typeof output === 'string') return output
  if (output instanceof Uint8Array) return Buffer.from(output).toString('utf8')
  return Array.isArray(output) ? output.filter((line) => typeof line === 'string').join('\n') : ''
}

function withoutStreams({ stdin, stdout, stderr, stdio, cwd, env, ...options }: ExecOptions): ExecOptions {
  return options
}
