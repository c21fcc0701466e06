/** A lock between processes: a file made exclusively, with its owner inside, broken only when the owner is gone. */

import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { runtimeDirectoryUnusable } from '../errors.js'
import { mayBeAlive, type ProcessIdentity } from './process-identity.js'

const PATIENCE_MS = 10_000

/** Run `section` alone among all processes that use this lock file. The section must be short and synchronous. */
export async function withLock<T>(file: string, own: ProcessIdentity, section: () => T): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS
  while (!take(file, own)) {
    breakIfAbandoned(file, own)
    if (Date.now() > deadline) throw runtimeDirectoryUnusable(file, 'another process holds the lock')
    await pause(1 + Math.random() * 4)
  }
  try {
    return section()
  } finally {
    unlinkSync(file)
  }
}

/** Made under another name first, so that a lock file is never seen without its owner. */
function take(file: string, own: ProcessIdentity): boolean {
  const draft = `${file}.${own.pid}.${process.hrtime.bigint()}`
  writeFileSync(draft, JSON.stringify(own), { flag: 'wx', mode: 0o600 })
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    unlinkSync(draft)
  }
}

function breakIfAbandoned(file: string, own: ProcessIdentity): void {
  const seen = read(file)
  if (seen === undefined || isHeld(seen, own)) return
  const aside = `${file}.broken.${own.pid}.${process.hrtime.bigint()}`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  // Between reading and renaming another process may have broken and taken it: then its lock is put back.
  if (read(aside) !== seen) {
    try {
      linkSync(aside, file)
    } catch {}
  }
  unlinkSync(aside)
}

function isHeld(text: string, own: ProcessIdentity): boolean {
  try {
    return mayBeAlive(JSON.parse(text) as ProcessIdentity, own)
  } catch {
    return false
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
