/** A lock between processes: a file made exclusively, with its owner inside, broken only when the owner is gone. */

import { linkSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import {
  mayBeAlive,
  type ProcessIdentity,
  runtimeDirectoryUnusable,
} from '@sandbox/linux-landlock-seccomp/stage'

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

function take(file: string, own: ProcessIdentity): boolean {
  try {
    writeFileSync(file, JSON.stringify(own), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function breakIfAbandoned(file: string, own: ProcessIdentity): void {
  const seen = read(file)
  if (seen === undefined || isHeld(file, seen, own)) return
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

/** A lock without a readable owner was made this very moment, or its maker died before writing. */
function isHeld(file: string, text: string, own: ProcessIdentity): boolean {
  try {
    return mayBeAlive(JSON.parse(text) as ProcessIdentity, own)
  } catch {
    const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0)
    return age < PATIENCE_MS / 2
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
