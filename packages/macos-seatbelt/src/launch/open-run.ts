/** One run between its plan and its end: the profile file, signals, and the outcome. */

import { rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import type { Denial, OpenRun, RunOutcome } from '@sandbox/policy'
import { commandNotExecuted } from '../errors.js'
import type { SeatbeltPlan } from '../plan.js'

/** Writes the profile. The launcher turns into the command, so its process is the command's. */
export function openRun(plan: SeatbeltPlan, finishDenials: () => Promise<readonly Denial[]>): OpenRun {
  // THREAT: a file that is already there may be somebody else's, so it is made new or not at all.
  writeFileSync(plan.profileFile, plan.profile.text, { mode: 0o600, flag: 'wx' })
  let running: number | undefined
  return {
    descriptors: [],
    attach(pid) {
      running = pid
    },
    signal(name) {
      if (running === undefined) return false
      try {
        return process.kill(running, name)
      } catch {
        return false
      }
    },
    async finish(exit) {
      running = undefined
      rmSync(plan.profileFile, { force: true })
      return { ...outcomeOf(plan, exit), denials: await finishDenials() }
    },
  }
}

function outcomeOf(
  { missing }: SeatbeltPlan,
  { code, signal }: { readonly code: number | null; readonly signal: NodeJS.Signals | null },
): RunOutcome {
  if (missing !== undefined && signal === null) {
    const { exitCode, reason } = missing
    return { exitCode, started: false, error: commandNotExecuted(exitCode, reason) }
  }
  return { exitCode: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), started: true }
}
