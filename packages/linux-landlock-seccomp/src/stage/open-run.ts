/** One run between its plan and its end: open files, placeholders, signals, and the outcome. */

import { closeSync } from 'node:fs'
import { constants } from 'node:os'
import {
  commandNotExecuted,
  type LaunchPlan,
  type Limits,
  type OpenRun,
  type ProcessExit,
  type RunOutcome,
  signalProcess,
} from '@sandbox/policy'
import type { ReachedLimits } from './cgroup/events.js'
import type { CgroupPlan } from './cgroup/plan.js'
import { RunCgroup } from './cgroup/run-cgroup.js'
import { setupFailed } from './errors.js'
import { openInherited } from './inherited.js'
import { findInnerProcess } from './inner-process.js'
import { limitDenial, limitsBehind } from './limits.js'
import { recordReader } from './read-status.js'
import { socketDenial } from './socket-denial.js'
import type { InnerStatus } from './status.js'

/** What a run keeps until its end. */
export interface RunHold {
  release(): Promise<void>
}

/** What a backend says of its runs. */
export interface RunManner {
  readonly hold: RunHold
  readonly limits: Limits
  /** How many processes below `launch` the inner stage is: see `findInnerProcess`. */
  readonly generations: number
  readonly cgroup?: CgroupPlan | undefined
}

const NONE_REACHED: ReachedLimits = { memory: false, processes: false }

/** Make the run's cgroup, and open everything a plan's child inherits. */
export function openRun(plan: LaunchPlan, manner: RunManner): OpenRun {
  const { hold, limits, generations } = manner
  const cgroup = manner.cgroup === undefined ? undefined : new RunCgroup(manner.cgroup)
  let descriptors: readonly number[]
  try {
    descriptors = openInherited(plan.inherited)
  } catch (error) {
    cgroup?.discard()
    throw error
  }
  const readRecords = recordReader(plan.inherited, descriptors)
  const readStatus = () => readRecords().status

  let launcher: number | undefined
  let endedBy: NodeJS.Signals | undefined
  return {
    descriptors,
    attach(pid) {
      launcher = pid
    },
    signal(name) {
      if (launcher === undefined) return false
      const inner = readStatus().phase === 'started' ? findInnerProcess(launcher, generations) : undefined
      if (inner !== undefined && name !== 'SIGKILL') return signalProcess(inner, name)
      // Asked once more, because the command may have ended since: what it answered is not to be lost.
      if (isOver(readStatus()) && name !== 'SIGKILL') return false
      // Before the command runs there is nobody to understand a signal: the run is called off.
      endedBy = name
      return signalProcess(launcher, 'SIGKILL')
    },
    async finish(exit) {
      const { status, refusedSockets } = readRecords()
      // From here on the numbers of the launcher and of the descriptors may come to mean something else.
      launcher = undefined
      for (const descriptor of descriptors) closeSync(descriptor)
      const reached = cgroup?.reached() ?? NONE_REACHED
      await cgroup?.end()
      await hold.release()
      const outcome = outcomeOf(status, exit, endedBy, reached)
      const limitDenials = limitsBehind(status, outcome.exitCode, reached).map((limit) =>
        limitDenial(limit, limits, plan.command.program),
      )
      return { ...outcome, denials: [...refusedSockets.map(socketDenial), ...limitDenials] }
    },
  }
}

/** The command has ended, and its launcher is about to. */
function isOver({ phase }: InnerStatus): boolean {
  return phase !== 'none' && phase !== 'started'
}

function outcomeOf(
  status: InnerStatus,
  exit: ProcessExit,
  endedBy: NodeJS.Signals | undefined,
  reached: ReachedLimits,
): RunOutcome {
  const killedBy = endedBy ?? exit.signal
  switch (status.phase) {
    case 'exited':
      return { exitCode: status.code, started: true }
    case 'signaled':
      return { exitCode: 128 + status.signal, started: true }
    case 'started':
      return { exitCode: 128 + signalNumber(killedBy ?? 'SIGKILL'), started: true }
    case 'exec-failed': {
      const exitCode = exit.code === 127 ? 127 : 126
      const error = commandNotExecuted(exitCode, status.message)
      return { exitCode, started: false, error }
    }
    case 'setup-failed':
      return { exitCode: 125, started: false, error: setupFailed(status.message) }
    case 'none':
      if (killedBy !== null) return { exitCode: 128 + signalNumber(killedBy), started: false }
      if (reached.memory) return { exitCode: 128 + signalNumber('SIGKILL'), started: false }
      return {
        exitCode: 125,
        started: false,
        error: setupFailed('the launcher ended early; its reason stands above'),
      }
  }
}

function signalNumber(name: NodeJS.Signals): number {
  return constants.signals[name]
}
