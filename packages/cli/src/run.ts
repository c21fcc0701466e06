/** Runs one command: the hot path. It loads no more than it needs to spawn. */

import { commandSpec, openPolicy, selectBackend, spawnFailure } from '@sandbox/core'
import { loadAddon, startProcess } from '@sandbox/linux-landlock-seccomp/addon'
import type { LaunchPlan, OpenRun } from '@sandbox/policy'
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
  const logDenials = options.has('log-denials')
  if (logDenials && opened.policy.platform !== 'darwin') throw optionNotEnforced('--log-denials', NO_LOG)
  const prepared = await backend.prepare(opened.policy, { logDenials, strict: !options.has('no-strict') })
  try {
    const terminal = [0, 1, 2].some((descriptor) => isTerminal(descriptor))
    const { cwd, environment } = opened
    const command = commandSpec({ program, args, terminal }, { cwd, environment: environment.environment })
    const plan = await prepared.plan(command)
    if (options.has('dry-run')) {
      const { printPlan } = await import('./dry-run.js')
      printPlan(plan, opened, options.has('json'))
      return 0
    }
    if (!options.has('quiet')) reportWarnings([...opened.warnings, ...plan.warnings])
    return await supervise(plan, await prepared.open(plan), opened.policy.limits.timeout)
  } finally {
    await prepared.close()
  }
}

const NO_LOG = 'Use the library: `exec` gives the denials it could confirm.'

async function supervise(plan: LaunchPlan, opened: OpenRun, timeout: number | undefined): Promise<number> {
  const restoreSignals = forwardSignals(opened)
  const { file, args, cwd, environment } = plan
  // A program that was named only is looked up by Node.
  const addon = plan.backend === 'none' ? undefined : loadAddon().addon
  const started = startProcess(
    { file, args, cwd, environment, stdio: [0, 1, 2, ...opened.descriptors] },
    addon,
  )
  if (started.pid !== undefined) opened.attach(started.pid)
  const deadline = startDeadline(opened, timeout)
  const exit = await started.ended
  const observed = await opened.finish(exit)
  const outcome = started.pid === undefined ? spawnFailure(plan, exit.error) : observed
  deadline.stop()
  restoreSignals()
  if (outcome.error !== undefined) reportError(outcome.error)
  for (const { kind, reason, subject } of outcome.denials ?? []) {
    note(kind === 'limit' ? `over a limit: ${reason}` : `denied: ${subject} (${reason})`)
  }
  if (deadline.passed()) note(`the command was ended: it ran for longer than ${timeout} ms (limits.timeout)`)
  return outcome.exitCode
}
