/** Ends what is left in a cgroup, and removes it. */

import { readFileSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeSetting } from './write.js'

/** A killed process leaves its cgroup within moments, unless the kernel holds it in a call. */
const ATTEMPTS = 100
const PAUSE_MS = 10

/** Kill everything in it until it can be removed. False when it could not. */
export async function endCgroup(directory: string): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (removeCgroup(directory)) return true
    killCgroup(directory)
    await sleep(PAUSE_MS)
  }
  return removeCgroup(directory)
}

/** False while something lives in it. */
export function removeCgroup(directory: string): boolean {
  try {
    rmdirSync(directory)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

/** All at once where the kernel can (Linux 5.14), else one by one. */
export function killCgroup(directory: string): void {
  try {
    writeSetting(join(directory, 'cgroup.kill'), '1')
  } catch {
    for (const pid of processesIn(directory)) kill(pid)
  }
}

function processesIn(directory: string): readonly number[] {
  try {
    const lines = readFileSync(join(directory, 'cgroup.procs'), 'utf8').split('\n')
    // A process of another PID namespace is listed as 0, which would be ourselves.
    return lines.map(Number).filter((pid) => pid > 0)
  } catch {
    return []
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended meanwhile.
  }
}
