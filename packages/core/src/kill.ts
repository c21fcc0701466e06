/** Lets `subprocess.kill` reach the command instead of its launcher, with execa's escalation to SIGKILL. */

import { constants } from 'node:os'
import type { OpenRun } from '@sandbox/policy'
import type { Subprocess } from 'execa'
import type { ExecOptions } from './exec-options.js'

/** How the ending of one subprocess went on. */
export interface Killing {
  /** True when SIGKILL had to be sent because the command did not end. */
  wasForced(): boolean
  /** Forget the escalation: the subprocess ended. */
  stop(): void
}

const FORCE_AFTER = 5000

/** Replaces `kill` of the subprocess. execa itself calls it on a timeout, on an abort and when this process exits. */
export function redirectKill(subprocess: Subprocess, opened: OpenRun, options: ExecOptions): Killing {
  const ofLauncher = subprocess.kill.bind(subprocess) as Kill
  const usual = signalName(options.killSignal ?? 'SIGTERM')
  let forced = false
  let timer: NodeJS.Timeout | undefined

  const forceLater = () => {
    const delay = forceDelay(options.forceKillAfterDelay)
    if (delay === undefined) return
    timer ??= setTimeout(() => {
      forced = opened.signal('SIGKILL')
    }, delay)
    timer.unref()
  }

  const kill: Kill = (first, second) => {
    const error = first instanceof Error ? first : second
    const signal = first === undefined || first instanceof Error ? usual : signalName(first)
    // Signal 0 sends nothing; execa still fails the result with the error.
    if (signal === undefined || error !== undefined) ofLauncher(0, error)
    if (signal === undefined) return subprocess.exitCode === null && subprocess.signalCode === null
    const delivered = opened.signal(signal)
    if (delivered && signal === usual) forceLater()
    return delivered
  }
  subprocess.kill = kill as Subprocess['kill']
  return { wasForced: () => forced, stop: () => clearTimeout(timer) }
}

type Kill = (first?: NodeJS.Signals | number | Error, second?: Error) => boolean

/** Undefined for 0, which only asks whether the subprocess is there. */
function signalName(signal: NodeJS.Signals | number): NodeJS.Signals | undefined {
  if (signal === 0) return undefined
  const found = Object.entries(constants.signals).find(
    ([name, number]) => signal === name || signal === number,
  )
  if (found === undefined) throw new TypeError(`There is no signal ${signal}.`)
  return found[0] as NodeJS.Signals
}

function forceDelay(option: number | boolean | undefined): number | undefined {
  if (option === false) return undefined
  return typeof option === 'number' ? option : FORCE_AFTER
}
