/** Follows the system's log for the refusals of one run, which carry the run's tag. */

import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import type { Denial } from '@sandbox/policy'
import { denialOf, parseLogLine } from './record.js'

/** A log that is being followed. */
export interface DenialLog {
  /** What was refused so far, each thing once. Ends the following. */
  finish(): Promise<readonly Denial[]>
}

const LOG = '/usr/bin/log'
const BANNER = 'Filtering the log data using '
const BANNER_WAIT = 2000
/** Records arrive a little after what they tell of. */
const LATE_RECORDS = 150
const MAX_DENIALS = 500

/** What the log is asked for. The tag is ours: letters, digits and a hyphen. */
export function logPredicate(tag: string): string {
  return `(processID == 0 OR subsystem == "com.apple.sandbox.reporting") AND eventMessage CONTAINS "${tag}"`
}

/**
 * Starts following and waits until the log says that it does; undefined when it does not, since a run must not depend
 * on being told about.
 */
export async function openDenialLog(tag: string, program: string = LOG): Promise<DenialLog | undefined> {
  const child = spawn(program, ['stream', '--style', 'ndjson', '--predicate', logPredicate(tag)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {},
  })
  const denials = new Map<string, Denial>()
  const ready = new Promise<boolean>((resolve) => {
    const onLine = (line: string) => {
      if (line.startsWith(BANNER)) resolve(true)
      else collect(line, denials)
    }
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine)
    child.once('error', () => resolve(false))
    child.once('exit', () => resolve(false))
  })
  const isReady = await Promise.race([ready, delay(BANNER_WAIT, false, { ref: false })])
  if (!isReady) {
    await end(child)
    return undefined
  }
  return {
    async finish() {
      await delay(LATE_RECORDS)
      await end(child)
      return [...denials.values()]
    },
  }
}

function collect(line: string, denials: Map<string, Denial>): void {
  const record = parseLogLine(line)
  const denial = record === undefined ? undefined : denialOf(record)
  if (record === undefined || denial === undefined || denials.size >= MAX_DENIALS) return
  const key = `${record.process} ${record.operation} ${record.subject}`
  if (!denials.has(key)) denials.set(key, denial)
}

/** Settles when it is gone, so that nothing of a run is left behind. */
function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null)
    return Promise.resolve()
  return new Promise((resolve) => {
    child.once('close', () => resolve())
    child.kill('SIGKILL')
  })
}
