/** Removes a directory that a command filled, without ever following anything out of it. */

import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs'
import { setImmediate as letOthersRun } from 'node:timers/promises'

/** A descriptor that names a file and opens nothing. Not among Node's constants. */
const O_PATH = 0o10000000

/** Which file a path once named. */
export interface FileIdentity {
  readonly device: string
  readonly inode: string
}

/**
 * Remove it, if it is still the same one.
 *
 * THREAT: what is left of the command may swap a directory for a link while we descend. So every step starts at a
 * descriptor and takes one name, which is not followed. Directories inside are made flat first: a command can nest them
 * deeper than descriptors or paths allow.
 *
 * @param deadline in milliseconds since the epoch
 * @throws when something in it cannot be removed, or not until then
 */
export async function removeTree(path: string, identity: FileIdentity, deadline: number): Promise<void> {
  const top = openPlace(path)
  if (top === undefined) return
  try {
    if (!isSame(top, identity)) return
    let moved = 0
    let before: readonly Buffer[] = []
    for (let names = unlocked(top); names.length > 0; names = unlocked(top)) {
      if (isEqual(names, before)) throw new Error(`${path} cannot be emptied`)
      before = names
      for (const name of names) {
        if (Date.now() > deadline) throw new Error(`${path} could not be emptied in time`)
        removeEntry(top, name, () => Buffer.from(`moved-${process.pid}-${moved++}`))
        await letOthersRun()
      }
    }
  } finally {
    closeSync(top)
  }
  rmdirSync(path)
}

function isEqual(names: readonly Buffer[], others: readonly Buffer[]): boolean {
  return names.length === others.length && names.every((name, index) => others[index]?.equals(name))
}

/** Directories in it come to stand beside it, under a new name. */
function removeEntry(top: number, name: Buffer, newName: () => Buffer): void {
  const path = within(top, name)
  if (isUnlinked(path)) return
  const directory = openPlace(path)
  if (directory === undefined) return
  try {
    for (const child of unlocked(directory)) {
      const inside = within(directory, child)
      if (!isUnlinked(inside)) move(inside, within(top, newName()))
    }
  } finally {
    closeSync(directory)
  }
  tolerate(['ENOENT', 'ENOTDIR', 'ENOTEMPTY'], () => rmdirSync(path))
}

/** A directory can be moved only by whoever may write into it, because of its `..`. */
function move(from: Buffer, to: Buffer): void {
  const directory = openPlace(from)
  if (directory === undefined) return
  try {
    unlock(directory)
  } finally {
    closeSync(directory)
  }
  // A name the command took before us is passed over: the next one is another.
  tolerate(['ENOENT', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY', 'EEXIST'], () => renameSync(from, to))
}

function openPlace(path: string | Buffer): number | undefined {
  const flags = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW
  return tolerate(['ENOENT', 'ENOTDIR', 'ELOOP'], () => openSync(path, flags))
}

function isSame(descriptor: number, { device, inode }: FileIdentity): boolean {
  const { dev, ino } = fstatSync(descriptor, { bigint: true })
  return String(dev) === device && String(ino) === inode
}

/** The names in a directory, which its owner may have locked. */
function unlocked(descriptor: number): readonly Buffer[] {
  unlock(descriptor)
  return readdirSync(`/proc/self/fd/${descriptor}`, { encoding: 'buffer' })
}

function unlock(descriptor: number): void {
  chmodSync(`/proc/self/fd/${descriptor}`, 0o700)
}

function within(descriptor: number, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`/proc/self/fd/${descriptor}/`), name])
}

/** False for directories. */
function isUnlinked(path: Buffer): boolean {
  try {
    unlinkSync(path)
    return true
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return true
    if (code === 'EISDIR' || code === 'EPERM') return false
    throw error
  }
}

function tolerate<T>(codes: readonly string[], action: () => T): T | undefined {
  try {
    return action()
  } catch (error) {
    if (codes.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}
