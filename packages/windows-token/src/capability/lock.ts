/** Lets one process at a time read and change our files; a lock whose owner died is taken over. */

import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { stateLocked } from '../errors.js'
import type { Processes, ProcessName } from './processes.js'
import { unlessBusy } from './unless-busy.js'

const PAUSE_MS = 20
/** Changing the access lists of a large directory takes minutes; nothing takes this long. */
const PATIENCE_MS = 10 * 60 * 1000

/**
 * Run `work` while holding the lock of a directory.
 *
 * @param processes who we are, and whether another owner is gone
 * @param patience milliseconds after which a lock that somebody living holds is given up on
 * @throws SandboxError `STATE_LOCKED`
 * @example await withLock(stateDirectory, processes, async () => store.write(change(store.read())))
 */
export async function withLock<T>(
  directory: string,
  processes: Processes,
  work: () => Promise<T>,
  patience: number = PATIENCE_MS,
): Promise<T> {
  const lock = join(directory, 'lock')
  // Not the process alone: one process may ask twice at once.
  const draft = `${lock}.${process.pid}.${Math.random().toString(36).slice(2)}`
  mkdirSync(directory, { recursive: true })
  writeFileSync(draft, textOf(processes.own))
  try {
    // A hard link is made whole or not at all, so the lock never exists without its owner's name.
    const start = performance.now()
    while (!tryLink(draft, lock)) {
      const text = readOwner(lock)
      const owner = nameIn(text)
      if (text !== undefined && owner !== undefined && (await processes.isGone(owner))) breakLock(lock, text)
      else if (performance.now() - start > patience) throw stateLocked(lock, owner?.pid)
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

function textOf({ pid, born }: ProcessName): string {
  return born === undefined ? String(pid) : `${pid} ${born}`
}

function nameIn(text: string | undefined): ProcessName | undefined {
  const [number, born] = text?.split(' ') ?? []
  const pid = Number(number)
  return pid > 0 ? { pid, born } : undefined
}

function readOwner(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Move the dead owner's lock aside; if a living one slipped in meanwhile, put that one back. */
function breakLock(lock: string, deadOwner: string): void {
  // Asking about the owner took a while.
  if (readOwner(lock) !== deadOwner) return
  const aside = `${lock}.${process.pid}.dead`
  try {
    renameSync(lock, aside)
    if (readOwner(aside) !== deadOwner) linkSync(aside, lock)
  } catch {
    // Somebody else was faster; the next try sees what is there now.
  }
  unlessBusy(() => rmSync(aside, { force: true }))
}
