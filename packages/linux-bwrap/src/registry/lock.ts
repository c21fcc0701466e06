/** A lock between processes: a file with its owner inside, broken only when the owner is gone. */

import { createHash } from 'node:crypto'
import { readFileSync, unlinkSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import {
  createFile,
  mayBeAlive,
  type ProcessIdentity,
  runtimeDirectoryUnusable,
} from '@sandbox/linux-landlock-seccomp/stage'

const PATIENCE_MS = 10_000

/** Run `section` alone among all processes that use this lock file. The section must be short and synchronous. */
export async function withLock<T>(file: string, own: ProcessIdentity, section: () => T): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS
  while (!take(file, own)) {
    if (await breakIfAbandoned(file, own)) continue
    if (Date.now() > deadline) throw runtimeDirectoryUnusable(file, 'another process holds the lock')
    await pause(1 + Math.random() * 4)
  }
  try {
    return section()
  } finally {
    unlinkSync(file)
  }
}

/** Linked into its place, so that there is never a lock without its owner's name. */
function take(file: string, own: ProcessIdentity): boolean {
  return createFile(file, JSON.stringify(own), own)
}

/**
 * INVARIANT: a lock whose owner is gone is removed only by whoever holds the lock on its removal, which is named after
 * that owner. So between seeing that it is abandoned and removing it nobody else can have put another one in its place.
 */
async function breakIfAbandoned(file: string, own: ProcessIdentity): Promise<boolean> {
  const seen = read(file)
  if (seen === undefined || isHeld(seen, own)) return false
  const removal = `${file}.${createHash('sha256').update(seen).digest('hex').slice(0, 16)}`
  await withLock(removal, own, () => {
    if (read(file) === seen) unlinkSync(file)
  })
  return true
}

function isHeld(text: string, own: ProcessIdentity): boolean {
  try {
    return mayBeAlive(JSON.parse(text) as ProcessIdentity, own)
  } catch {
    // Nobody of us wrote this.
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
