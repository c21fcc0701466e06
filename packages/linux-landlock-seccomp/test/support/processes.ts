/** Processes that tests wait for, and look for. */

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const DEADLINE_MS = 20_000

/** Wait for something that happens by itself; never for a length of time. */
export async function until(what: string, isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`)
    await pause(10)
  }
}

/** Not gone, and not waiting to be. */
export function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
}

/** Every process below one, itself included. */
export function family(pid: number): number[] {
  const children = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' }).stdout
  return [
    pid,
    ...children
      .split(/\s+/)
      .filter(Boolean)
      .flatMap((child) => family(Number(child))),
  ]
}
