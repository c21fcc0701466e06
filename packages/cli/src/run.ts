/** Runs one command: the hot path. It loads no more than it needs to spawn. */

import { constants } from 'node:os'
import {
  commandEnvironment,
  commandSpec,
  type Egress,
  type HostEgress,
  listenForEgress,
  openPolicy,
  selectBackend,
  spawnFailure,
} from '@sandbox/core'
import { loadAddon, type StartedProcess, startProcess } from '@sandbox/linux-landlock-seccomp/addon'
import {
  type Denial,
  type LaunchPlan,
  type OpenRun,
  type PreparedBackend,
  type ResolvedPolicy,
  type RunOutcome,
  timeoutDenial,
} from '@sandbox/policy'
import { type Deadline, startDeadline } from './deadline.js'
import { commandMissing, optionNotEnforced } from './errors.js'
import type { EventLog } from './events.js'
import { type GivenOptions, optionValue } from './parse.js'
import { shown } from './print.js'
import { note, reportError, reportWarnings } from './report.js'
import { policyRequest } from './request.js'
import { forwardSignals } from './signals.js'
import { isTerminal } from './terminal.js'

/**
 * @returns the exit code: the command's own, 128+n for signal n, or 125, 126, 127
 * @throws SandboxError when the sandbox cannot be set up
 */
export async function runCommand(words: readonly string[], options: GivenOptions): Promise<number> {
  const [program, ...args] = words
  if (program === undefined) throw commandMissing()
  const opened = await openPolicy(policyRequest(options, process.env))
  const backend = await selectBackend(opened.policy, optionValue(options, 'backend'))
  const { policy } = opened
  const logDenials = options.has('log-denials')
  if (logDenials && !hasDenialsToTell(policy)) throw optionNotEnforced('--log-denials', NO_LOG)
  const strict = !options.has('no-strict')
  const prepared = await backend.prepare(policy, { logDenials, strict, servesEgress: true })
  const planFor = (atHost?: HostEgress) => {
    const terminal = [0, 1, 2].some((descriptor) => isTerminal(descriptor))
    const surroundings = commandEnvironment(opened, prepared, atHost?.endpoint)
    return prepared.plan(commandSpec({ program, args, terminal }, { cwd: opened.cwd, ...surroundings }))
  }
  try {
    if (options.has('dry-run')) {
      const { printPlan } = await import('./dry-run.js')
      printPlan(await planFor(), opened, options.has('json'))
      return 0
    }
    const quiet = options.has('quiet')
    if (!quiet) reportWarnings(opened.warnings)
    const events = await openEvents(optionValue(options, 'events'))
    try {
      return await runPlanned(prepared, planFor, { policy, quiet, logDenials, events })
    } finally {
      events?.close()
    }
  } finally {
    await prepared.close()
  }
}

const NO_LOG = 'Use the library: `exec` gives the denials it could confirm.'

/** Elsewhere than on macOS, only what we refuse ourselves is known without asking the kernel. */
function hasDenialsToTell({ platform, egress }: ResolvedPolicy): boolean {
  if (platform === 'darwin' || egress.mode === 'proxy') return true
  return egress.mode === 'none' && Object.values(egress.unixSockets).includes('allow')
}

async function openEvents(target: string | undefined): Promise<EventLog | undefined> {
  if (target === undefined) return undefined
  const { openEventLog } = await import('./events.js')
  return openEventLog(target)
}

/** What a run is held to, and who is told of it. */
interface Supervision {
  readonly policy: ResolvedPolicy
  readonly logDenials: boolean
  readonly events: EventLog | undefined
}

/** @param planFor plans the command, which may depend on where its proxy listens */
async function runPlanned(
  prepared: PreparedBackend,
  planFor: (atHost?: HostEgress) => Promise<LaunchPlan>,
  { quiet, ...supervision }: Supervision & { readonly quiet: boolean },
): Promise<number> {
  const { policy, events } = supervision
  const atHost =
    prepared.wantsEgressPort === true
      ? await listenForEgress(policy.egress, { onEvent: events?.writeEgress })
      : undefined
  try {
    const plan = await planFor(atHost)
    if (!quiet) reportWarnings(plan.warnings)
    events?.writeStart(plan, policy)
    return await supervise(plan, await prepared.open(plan), supervision, atHost)
  } finally {
    await atHost?.close()
  }
}

async function supervise(
  plan: LaunchPlan,
  opened: OpenRun,
  { policy, logDenials, events }: Supervision,
  atHost: HostEgress | undefined,
): Promise<number> {
  const { timeout } = policy.limits
  const restoreSignals = forwardSignals(opened, plan.command.terminal)
  const started = await start(plan, opened, policy, events).catch(async (error: unknown) => {
    await opened.finish({ code: null, signal: 'SIGKILL' })
    throw error
  })
  const { pid, ended, egress = atHost } = started
  if (pid !== undefined) opened.attach(pid)
  const deadline = startDeadline(opened, timeout)
  const exit = await ended
  deadline.stop()
  const observed = await opened.finish(exit)
  const outcome = pid === undefined ? spawnFailure(plan, exit.error) : observed
  restoreSignals()
  await egress?.close()
  const error = egress?.failure ?? outcome.error
  if (error !== undefined) reportError(error)
  const late = deadline.passed() ? [timeoutDenial(plan.command.program, timeout)] : []
  const denials = [...(outcome.denials ?? []), ...late]
  for (const denial of denials) events?.write({ type: 'denial', ...denial })
  reportDenials([...denials, ...(egress?.denials ?? [])].filter(({ kind }) => kind === 'limit' || logDenials))
  const code = egress?.failure === undefined ? exitCodeOf(outcome, deadline) : 125
  events?.write({ type: 'exit', time: Date.now(), code })
  return code
}

/** What was ended for its time has not ended well, whatever it made of the signal. */
function exitCodeOf({ exitCode }: RunOutcome, deadline: Deadline): number {
  return exitCode === 0 && deadline.passed() ? 128 + constants.signals.SIGTERM : exitCode
}

interface Started extends StartedProcess {
  readonly egress?: Egress | undefined
}

async function start(
  plan: LaunchPlan,
  opened: OpenRun,
  policy: ResolvedPolicy,
  events: EventLog | undefined,
): Promise<Started> {
  if (plan.handsListenerOut === true) {
    const { startWithEgress } = await import('./start-with-egress.js')
    return startWithEgress(plan, opened, policy.egress, { onEvent: events?.writeEgress })
  }
  const { file, args, cwd, environment } = plan
  // A program that was named only is looked up by Node.
  const addon = plan.backend === 'none' ? undefined : loadAddon().addon
  return startProcess({ file, args, cwd, environment, stdio: [0, 1, 2, ...opened.descriptors] }, addon)
}

/** THREAT: the command chooses what it is refused; a name must not look like a line of ours. */
function reportDenials(denials: readonly Denial[]): void {
  for (const { kind, reason, subject } of denials) {
    note(kind === 'limit' ? `over a limit: ${reason}` : `denied: ${shown(subject)} (${reason})`)
  }
}
