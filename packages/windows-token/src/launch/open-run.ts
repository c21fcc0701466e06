/** One run between its plan and its end: what the helper reads and writes, signals, and the outcome. */

import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import type { OpenRun, RunOutcome } from '@sandbox/policy'
import { unlessBusy } from '../capability/unless-busy.js'
import { commandNotExecuted, helperFailed } from '../errors.js'
import type { TokenLaunchPlan } from '../plan.js'
import { encodeSpec } from './spec.js'
import { parseStatus, type Status, startFailure } from './status.js'

/**
 * Writes the spec and makes room for the reports, both private files of the run.
 *
 * @param directory where they are made
 * @param name that no other run has
 * @param release what else ends with the run
 */
export function openRun(
  plan: TokenLaunchPlan,
  directory: string,
  name: string,
  release: () => Promise<void>,
): OpenRun {
  mkdirSync(directory, { recursive: true })
  const specFile = join(directory, `${name}.spec`)
  const statusFile = join(directory, `${name}.status`)
  // THREAT: a file that is already there may be somebody else's, so each is made new or not at all.
  writeFileSync(specFile, encodeSpec(plan.spec), { mode: 0o600, flag: 'wx' })
  const descriptors = [openSync(specFile, 'r'), openSync(statusFile, 'wx', 0o600)]
  let running: number | undefined
  let sent: NodeJS.Signals | undefined
  return {
    descriptors,
    // A console tells all of its processes; the helper ignores it and waits for the command.
    hearsTerminal: true,
    attach(pid) {
      running = pid
    },
    /** Windows has no signals: every one of them ends the helper, and with its job all that it started. */
    signal(signal) {
      if (running === undefined) return false
      try {
        process.kill(running, 'SIGKILL')
        sent = signal
        return true
      } catch {
        return false
      }
    },
    async finish(exit) {
      running = undefined
      for (const descriptor of descriptors) closeSync(descriptor)
      const status = parseStatus(unlessBusy(() => readFileSync(statusFile, 'utf8')))
      const outcome = outcomeOf(plan, status, exit.signal ?? sent)
      try {
        for (const file of [specFile, statusFile]) unlessBusy(() => rmSync(file, { force: true }))
        await release()
        return outcome
      } catch (error) {
        // The command has ended as it has. Whoever comes next lets go of what this run holds.
        return { ...outcome, error: outcome.error ?? (error as Error) }
      }
    },
  }
}

function outcomeOf(
  { command }: TokenLaunchPlan,
  status: Status,
  signal: NodeJS.Signals | undefined,
): RunOutcome {
  if (status.exit !== undefined) return { exitCode: status.exit, started: true }
  if (signal !== undefined) return { exitCode: 128 + constants.signals[signal], started: true }
  const { error } = status
  if (error?.stage === 'start') {
    const exitCode = startFailure(error.code)
    const reason = exitCode === 127 ? 'no such program' : `Windows does not start it (error ${error.code})`
    return { exitCode, started: false, error: commandNotExecuted(exitCode, `${command.program}: ${reason}`) }
  }
  const failure =
    error === undefined
      ? helperFailed('the helper', 'it ended without a word')
      : helperFailed(`the stage ${error.stage}`, String(error.code))
  return { exitCode: 125, started: status.spawned !== undefined, error: failure }
}
