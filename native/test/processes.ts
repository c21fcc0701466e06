/** Finds the processes of a run, in whatever namespace they are. */

import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const DEADLINE_MS = 10_000

/** Processes of any namespace that carry the mark in their command line. */
export function marked(mark: string): string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(mark)
    } catch {
      return false
    }
  })
}

/** Waits until no process carries the mark any more. */
export async function untilGone(mark: string): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS
  while (marked(mark).length > 0) {
    if (Date.now() > deadline) throw new Error(`still running: ${marked(mark).join(' ')}`)
    await pause(10)
  }
}
