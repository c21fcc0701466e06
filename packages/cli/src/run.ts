/** Runs one command: the hot path. It loads no more than it needs to spawn. */

import { type ChildProcess, spawn } from 'node:child_process'
import { isatty } from 'node:tty'
import { commandSpec, openPolicy, selectBackend, spawnFailure } from '@sandbox/core'
import type { LaunchPlan, OpenRun, RunOutcome } from '@sandbox/policy'
import { startDeadline } from './deadline.js'
import { commandMissing, optionNotEnforced } from './errors.js'
import { type GivenOptions, optionValue } from './parse.js'
import { note, reportError, reportWarnings } from './report.js'
import { policyRequest } from './request.js'
import { forwardSignals } from './signals.js'

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
  const prepared = await backend.prepare(opened.policy, { logDenials })
  try {
    const terminal = [0, 1, 2].some((descriptor) => isatty(descriptor))
    const { cwd, environment } = opened
    const command = commandSpec({ program, args, terminal }, { cwd, environment: environment.environment })
    const plan = await prepared.plan(command)
    if (options.has('dry-run')) {
      const { printPlan } = await import('./dry-run.js')
      printPlan(plan, opened, options.has('json'))
      return 0
    }
    if (!options.has('quiet')) reportWarnings([...opened.warnings, ...prepared.warnings])
    return await supervise(plan, await prepared.open(plan), opened.policy.limits.timeout)
  } finally {
    await prepared.close()
  }
}

const NO_LOG = 'Use the library: `exec` gives the denials it could confirm.'

async function supervise(plan: LaunchPlan, opened: OpenRun, timeout: number | undefined): Promise<number> {
  const restoreSignals = forwardSignals(opened)
  const child = spawn(plan.file, plan.args, {
    cwd: plan.cwd,
    env: plan.environment,
    stdio: [0, 1, 2, ...opened.descriptors],
  })
  if (child.pid !== undefined) opened.attach(child.pid)
  const deadline = startDeadline(opened, timeout)
  const outcome = await outcomeOf(child, plan, opened)
  deadline.stop()
  restoreSignals()
  if (outcome.error !== undefined) reportError(outcome.error)
  for (const { kind, reason, subject } of outcome.denials ?? []) {
    note(kind === 'limit' ? `the command was ended: ${reason}` : `denied: ${subject} (${reason})`)
  }
  if (deadline.passed()) note(`the command was ended: it ran for longer than ${timeout} ms (limits.timeout)`)
  return outcome.exitCode
}

async function outcomeOf(child: ChildProcess, plan: LaunchPlan, opened: OpenRun): Promise<RunOutcome> {
  const exit = await ended(child)
  const outcome = await opened.finish(exit)
  return child.pid === undefined ? spawnFailure(plan, exit.error) : outcome
}

interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly error?: Error
}

function ended(child: ChildProcess): Promise<Exit> {
  return new Promise((done) => {
    child.once('error', (error) => done({ code: null, signal: null, error }))
    child.once('exit', (code, signal) => done({ code, signal }))
  })
}
