/** What is left of supervising a run when the process that is started becomes the command, or is it. */

import { constants } from 'node:os'
import type { OpenRun, ProcessExit, RunOutcome } from './backend.js'

/**
 * A run whose process is the command's: signals go to it directly.
 *
 * @param finish releases what the run holds, and says how it ended
 */
export function openProcess(finish: (exit: ProcessExit) => Promise<RunOutcome>): OpenRun {
  let running: number | undefined
  return {
    descriptors: [],
    hearsTerminal: true,
    attach(pid) {
      running = pid
    },
    signal: (name) => running !== undefined && signalProcess(running, name),
    finish(exit) {
      running = undefined
      return finish(exit)
    },
  }
}

/** False when there is no such process any more, or it is not ours to signal. */
export function signalProcess(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

/** The code of a process in the words of a shell: its own, or 128+n for signal n. 125 for one that never was. */
export function exitCodeOf({ code, signal }: ProcessExit): number {
  return code ?? (signal === null ? 125 : 128 + constants.signals[signal])
}
