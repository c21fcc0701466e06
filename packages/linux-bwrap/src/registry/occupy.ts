/** Makes and removes placeholder directories without ever following a link below their writable root. */

import { chmodSync, closeSync, constants, lstatSync, mkdirSync, openSync, rmdirSync, statSync } from 'node:fs'
import { basename, dirname, relative } from 'node:path'
import { placeholderNotMade } from '../errors.js'
import type { Placeholder } from '../mounts.js'

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants
/** `O_PATH` of Linux: a handle for look-ups that needs no read permission. Not among Node's constants. */
const O_PATH = 0o10000000

/** Stands in a record whose owner died between announcing a directory, missing then, and making it. */
export const UNKNOWN_INODE = 0

/** The directory's identity, so that only the very thing we made is ever removed. */
export interface OccupiedInode {
  readonly path: string
  readonly root: string
  readonly device: number
  readonly inode: number
}

/**
 * Make the directory, or find the one that is there already.
 *
 * @throws SandboxError `PLACEHOLDER_NOT_MADE`
 */
export function occupy(placeholder: Placeholder): OccupiedInode & { readonly made: boolean } {
  try {
    return withParent(placeholder, (parent) => {
      const path = `${parent}/${basename(placeholder.path)}`
      const made = makeDirectory(path)
      const { dev, ino } = lstatSync(path)
      return { ...placeholder, device: dev, inode: ino, made }
    })
  } catch (cause) {
    throw placeholderNotMade(placeholder.path, cause)
  }
}

/** Remove it if it is still the same, empty directory. Anything else is somebody's and stays. */
export function vacate(occupied: OccupiedInode): void {
  try {
    withParent(occupied, (parent) => unlocked(parent, () => removeIfOurs(occupied, parent)))
  } catch {
    // Gone, replaced or filled meanwhile: not ours any more.
  }
}

function removeIfOurs(occupied: OccupiedInode, parent: string): void {
  const path = `${parent}/${basename(occupied.path)}`
  const { dev, ino } = lstatSync(path)
  const isOurs = occupied.inode === UNKNOWN_INODE || (dev === occupied.device && ino === occupied.inode)
  if (isOurs) rmdirSync(path)
}

/** THREAT: the command took our rights in its own directory, so that what is ours would stay. */
function unlocked(directory: string, action: () => void): void {
  try {
    action()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error
    const mode = statSync(directory).mode & 0o7777
    chmodSync(directory, mode | 0o300)
    try {
      action()
    } finally {
      chmodSync(directory, mode)
    }
  }
}

function makeDirectory(path: string): boolean {
  try {
    mkdirSync(path, 0o755)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && lstatSync(path).isDirectory()) return false
    throw error
  }
}

/** THREAT: a directory on the way is swapped for a link; each component is opened on its own, without following. */
function withParent<T>({ path, root }: Placeholder, use: (parent: string) => T): T {
  const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_PATH
  let descriptor = openSync('/', flags)
  try {
    for (const part of [...root.split('/'), ...relative(root, dirname(path)).split('/')]) {
      if (part === '') continue
      const next = openSync(`/proc/self/fd/${descriptor}/${part}`, flags)
      closeSync(descriptor)
      descriptor = next
    }
    return use(`/proc/self/fd/${descriptor}`)
  } finally {
    closeSync(descriptor)
  }
}
