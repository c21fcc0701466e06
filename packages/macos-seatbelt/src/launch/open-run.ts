/** One run between its plan and its end: the profile file, signals, and the outcome. */

import { rmSync, writeFileSync } from 'node:fs'
import {
  commandNotExecuted,
  type Denial,
  exitCodeOf,
  type OpenRun,
  openProcess,
  type ProcessExit,
  type RunOutcome,
} from '@sandbox/policy'
import type { SeatbeltPlan } from '../plan.js'

/** Writes the profile. The launcher turns into the command, so its process is the command's. */
export function openRun(plan: SeatbeltPlan, finishDenials: () => Promise<readonly Denial[]>): OpenRun {
  // THREAT: a file that is already there may be somebody else's, so it is made new or not at all.
  writeFileSync(plan.profileFile, plan.profile.text, { mode: 0o600, flag: 'wx' })
  return openProcess(async (exit) => {
    rmSync(plan.profileFile, { force: true })
    return { ...outcomeOf(plan, exit), denials: await finishDenials() }
  })
}

function outcomeOf({ missing }: SeatbeltPlan, exit: ProcessExit): RunOutcome {
  if (missing === undefined || exit.signal !== null) return { exitCode: exitCodeOf(exit), started: true }
  const { exitCode, reason } = missing
  return { exitCode, started: false, error: commandNotExecuted(exitCode, reason) }
}
