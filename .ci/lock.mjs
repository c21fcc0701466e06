/** Lets one set-up run at a time in a checkout; a lock whose owner died is taken over. */

import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { CACHE } from './repository.mjs'

const LOCK = join(CACHE, 'setup-lock')

/** Run `work` while holding the lock; `onWait` is called once if somebody else holds it. */
export async function withSetUpLock(work, onWait) {
  mkdirSync(CACHE, { recursive: true })
  const draft = `${LOCK}.${process.pid}`
  writeFileSync(draft, String(process.pid))
  try {
    let told = false
    // A hard link is made whole or not at all, so the file never exists without its owner's number.
    while (!tryLink(draft)) {
      const owner = readOwner(LOCK)
      if (owner !== undefined && !isAlive(owner)) breakLock(owner)
      else {
        if (!told) onWait()
        told = true
        await delay(200)
      }
    }
    const release = () => rmSync(LOCK, { force: true })
    process.once('exit', release)
    try {
      return await work()
    } finally {
      process.removeListener('exit', release)
      release()
    }
  } finally {
    rmSync(draft, { force: true })
  }
}

function tryLink(draft) {
  try {
    linkSync(draft, LOCK)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function readOwner(path) {
  try {
    return Number(readFileSync(path, 'utf8')) || undefined
  } catch {
    return undefined
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Move the dead owner's lock aside; if a living one slipped in meanwhile, put that one back. */
function breakLock(deadOwner) {
  const aside = `${LOCK}.${process.pid}.dead`
  try {
    renameSync(LOCK, aside)
    if (readOwner(aside) !== deadOwner) linkSync(aside, LOCK)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  }
  rmSync(aside, { force: true })
}
