/** Runs one command: the hot path. It loads no more than it needs to spawn. */

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
import type { Denial, LaunchPlan, OpenRun, ResolvedPolicy } from '@sandbox/policy'
import { startDeadline } from './deadline.js'
import { commandMissing, optionNotEnforced } from './errors.js'
import { type GivenOptions, optionValue } from './parse.js'
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
  if (logDenials && policy.platform !== 'darwin' && policy.egress.mode !== 'proxy') {
    throw optionNotEnforced('--log-denials', NO_LOG)
  }
  const strict = !options.has('no-strict')
  const prepared = await backend.prepare(policy, { logDenials, strict, servesEgress: true })
  const isDry = options.has('dry-run')
  let atHost: HostEgress | undefined
  try {
    if (prepared.wantsEgressPort === true && !isDry) atHost = await listenForEgress(policy.egress)
    const terminal = [0, 1, 2].some((descriptor) => isTerminal(descriptor))
    const surroundings = commandEnvironment(opened, prepared, atHost?.endpoint)
    const command = commandSpec({ program, args, terminal }, { cwd: opened.cwd, ...surroundings })
    const plan = await prepared.plan(command)
    if (isDry) {
      const { printPlan } = await import('./dry-run.js')
      printPlan(plan, opened, options.has('json'))
      return 0
    }
    if (!options.has('quiet')) reportWarnings([...opened.warnings, ...plan.warnings])
    return await supervise(plan, await prepared.open(plan), policy, { logDenials, atHost })
  } finally {
    await atHost?.close()
    await prepared.close()
  }
}

const NO_LOG = 'Use the library: `exec` gives the denials it could confirm.'

async function supervise(
  plan: LaunchPlan,
  opened: OpenRun,
  policy: ResolvedPolicy,
  { logDenials, atHost }: { readonly logDenials: boolean; readonly atHost: HostEgress | undefined },
): Promise<number> {
  const { timeout } = policy.limits
  const restoreSignals = forwardSignals(opened)
  const { pid, ended, egress = atHost } = await start(plan, opened, policy)
  if (pid !== undefined) opened.attach(pid)
  const deadline = startDeadline(opened, timeout)
  const exit = await ended
  const observed = await opened.finish(exit)
  const outcome = pid === undefined ? spawnFailure(plan, exit.error) : observed
  deadline.stop()
  restoreSignals()
  await egress?.close()
  const error = egress?.failure ?? outcome.error
  if (error !== undefined) reportError(error)
  reportDenials([...(outcome.denials ?? []), ...(logDenials ? (egress?.denials ?? []) : [])])
  if (deadline.passed()) note(`the command was ended: it ran for longer than ${timeout} ms (limits.timeout)`)
  return egress?.failure === undefined ? outcome.exitCode : 125
}

interface Started extends StartedProcess {
  readonly egress?: Egress | undefined
}

async function start(plan: LaunchPlan, opened: OpenRun, policy: ResolvedPolicy): Promise<Started> {
  if (plan.handsListenerOut === true) {
    const { startWithEgress } = await import('./start-with-egress.js')
    return startWithEgress(plan, opened, policy.egress)
  }
  const { file, args, cwd, environment } = plan
  // A program that was named only is looked up by Node.
  const addon = plan.backend === 'none' ? undefined : loadAddon().addon
  return startProcess({ file, args, cwd, environment, stdio: [0, 1, 2, ...opened.descriptors] }, addon)
}

function reportDenials(denials: readonly Denial[]): void {
  for (const { kind, reason, subject } of denials) {
    note(kind === 'limit' ? `over a limit: ${reason}` : `denied: ${subject} (${reason})`)
  }
}
