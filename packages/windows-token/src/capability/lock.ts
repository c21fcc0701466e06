/** Lets one process at a time read and change our files; a lock whose owner died is taken over. */

import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { stateLocked } from '../errors.js'
import { unlessBusy } from './unless-busy.js'

const PAUSE_MS = 20
/** Changing the access lists of a large directory takes minutes; nothing takes this long. */
const PATIENCE_MS = 10 * 60 * 1000

/**
 * Run `work` while holding the lock of a directory.
 *
 * @param patience milliseconds after which a lock that somebody living holds is given up on
 * @throws SandboxError `STATE_LOCKED`
 * @example await withLock(stateDirectory, async () => store.write(change(store.read())))
 */
export async function withLock<T>(
  directory: string,
  work: () => Promise<T>,
  patience: number = PATIENCE_MS,
): Promise<T> {
  const lock = join(directory, 'lock')
  // Not the process alone: one process may ask twice at once.
  const draft = `${lock}.${process.pid}.${Math.random().toString(36).slice(2)}`
  mkdirSync(directory, { recursive: true })
  writeFileSync(draft, String(process.pid))
  try {
    // A hard link is made whole or not at all, so the lock never exists without its owner's number.
    const start = performance.now()
    while (!tryLink(draft, lock)) {
      const owner = readOwner(lock)
      if (owner !== undefined && !isAlive(owner)) breakLock(lock, owner)
      else if (performance.now() - start > patience) throw stateLocked(lock, owner)
      else await delay(PAUSE_MS)
    }
    try {
      return await work()
    } finally {
      unlessBusy(() => rmSync(lock, { force: true }))
    }
  } finally {
    unlessBusy(() => rmSync(draft, { force: true }))
  }
}

/** True for a process that runs, also somebody else's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function tryLink(draft: string, lock: string): boolean {
  try {
    linkSync(draft, lock)
    return true
  } catch (error) {
    // Windows says EPERM of a lock that is being removed at this moment, and EBUSY of a draft that a scanner reads.
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' || code === 'EPERM' || code === 'EBUSY') return false
    throw error
  }
}

function readOwner(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'utf8')) || undefined
  } catch {
    return undefined
  }
}

/** Move the dead owner's lock aside; if a living one slipped in meanwhile, put that one back. */
function breakLock(lock: string, deadOwner: number): void {
  const aside = `${lock}.${process.pid}.dead`
  try {
    renameSync(lock, aside)
    if (readOwner(aside) !== deadOwner) linkSync(aside, lock)
  } catch {
    // Somebody else was faster; the next try sees what is there now.
  }
  unlessBusy(() => rmSync(aside, { force: true }))
}
