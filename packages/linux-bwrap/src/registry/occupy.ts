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
 * Make the directories, or find those that are there already.
 *
 * @throws SandboxError `PLACEHOLDER_NOT_MADE`
 */
export function occupy(
  placeholders: readonly Placeholder[],
): readonly (OccupiedInode & { readonly made: boolean })[] {
  return withParents((parentOf) =>
    placeholders.map((placeholder) => {
      try {
        const path = `${parentOf(placeholder)}/${basename(placeholder.path)}`
        const made = makeDirectory(path)
        const { dev, ino } = lstatSync(path)
        return { ...placeholder, device: dev, inode: ino, made }
      } catch (cause) {
        throw placeholderNotMade(placeholder.path, cause)
      }
    }),
  )
}

/** Remove those that are still the same, empty directories. Anything else is somebody's and stays. */
export function vacate(occupied: readonly OccupiedInode[]): void {
  withParents((parentOf) => {
    for (const one of occupied) {
      try {
        const parent = parentOf(one)
        unlocked(parent, () => removeIfOurs(one, parent))
      } catch {
        // Gone, replaced or filled meanwhile: not ours any more.
      }
    }
  }, unlocked)
}

function removeIfOurs(occupied: OccupiedInode, parent: string): void {
  const path = `${parent}/${basename(occupied.path)}`
  const { dev, ino } = lstatSync(path)
  const isOurs = occupied.inode === UNKNOWN_INODE || (dev === occupied.device && ino === occupied.inode)
  if (isOurs) rmdirSync(path)
}

/** THREAT: the command took our rights in a directory of its own, so that what is ours in or below it would stay. */
function unlocked<T>(directory: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error
    const mode = statSync(directory).mode & 0o7777
    chmodSync(directory, mode | 0o300)
    try {
      return action()
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

type ParentOf = (placeholder: Placeholder) => string

/** Does something in a directory. */
type Enter = (directory: string, action: () => number) => number

const asItIs: Enter = (_directory, action) => action()

/** Each parent directory is opened once, and its path goes through the descriptor. */
function withParents<T>(use: (parentOf: ParentOf) => T, enter: Enter = asItIs): T {
  const descriptors = new Map<string, number>()
  try {
    return use(({ path, root }) => {
      const key = `${root}\0${dirname(path)}`
      const descriptor = descriptors.get(key) ?? openBelow(root, dirname(path), enter)
      descriptors.set(key, descriptor)
      return `/proc/self/fd/${descriptor}`
    })
  } finally {
    for (const descriptor of descriptors.values()) closeSync(descriptor)
  }
}

/** THREAT: a directory on the way is swapped for a link; each component is opened on its own, without following. */
function openBelow(root: string, directory: string, enter: Enter): number {
  const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_PATH
  let descriptor = openSync('/', flags)
  for (const part of [...root.split('/'), ...relative(root, directory).split('/')]) {
    if (part === '') continue
    try {
      const at = `/proc/self/fd/${descriptor}`
      const next = enter(at, () => openSync(`${at}/${part}`, flags))
      closeSync(descriptor)
      descriptor = next
    } catch (error) {
      closeSync(descriptor)
      throw error
    }
  }
  return descriptor
}
