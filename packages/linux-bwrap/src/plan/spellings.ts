/**
 * Finds what a plan closes under one spelling of its name and leaves open under another. Pure.
 *
 * A mount covers one entry of the kernel's directory cache. Some file systems of other machines and systems take two
 * spellings for one file (`.git` and `.GIT`), and the kernel, which does not know, has an entry for each.
 */

import { basename, dirname, join } from 'node:path'
import type { PathView } from '@sandbox/linux-landlock-seccomp/stage'
import type { CarveMount, MountPlan } from '../mounts.js'

/** What is asked about file systems. */
export interface SpellingView extends Pick<PathView, 'kind' | 'identity'> {
  /** `f_type` of statfs(2). */
  fileSystemType(directory: string): number
  /** Names in a directory, as many as it takes to judge it. */
  someNames(directory: string): readonly string[]
}

/** A closed path, and how else it can be reached. */
export interface OpenSpelling {
  readonly path: string
  readonly other: string
}

/** How often the kernel has an entry: of every spelling of a file, or of directories as well. Numbers: linux/magic.h. */
const DOUBLED = new Map<number, 'files' | 'everything'>([
  [0x65735546, 'files'], // FUSE, which virtiofs is: a directory has one entry, whatever it is called
  [0xff534d42, 'files'], // CIFS
  [0xfe534d42, 'files'], // SMB 2 and later
  [0x01021997, 'everything'], // 9p: the drives of Windows in WSL 2
  [0x786f4256, 'everything'], // folders shared by VirtualBox
])

/** The first one; undefined when every closed path is closed under all of its names. */
export function openSpelling(
  { carves, placeholders }: Pick<MountPlan, 'carves' | 'placeholders'>,
  view: SpellingView,
): OpenSpelling | undefined {
  const types = new Map<string, number>()
  const doubledAt = (directory: string) => {
    const device = view.identity(directory)?.device ?? directory
    const type = types.get(device) ?? view.fileSystemType(directory)
    types.set(device, type)
    return DOUBLED.get(type)
  }
  for (const { path } of [...carves.filter(isClosing), ...placeholders]) {
    const doubled = doubledAt(dirname(path))
    if (doubled === undefined) continue
    const other =
      doubled === 'everything'
        ? (ownSpelling(path, view) ?? spellingAbove(path, view))
        : view.kind(path) === 'file' && ownSpelling(path, view)
    if (other) return { path, other }
  }
  return undefined
}

/** Pins are buried by what is mounted later, guards are on placeholders, and what is attached is open. */
function isClosing({ kind }: CarveMount): boolean {
  return kind === 'hide' || kind === 'readOnly' || kind === 'hole'
}

/** Another name that leads to the same file. */
function ownSpelling(path: string, view: SpellingView): string | undefined {
  const file = view.identity(path)
  if (file === undefined) return undefined
  const others = spellings(basename(path)).map((name) => join(dirname(path), name))
  return others.find((other) => {
    const found = view.identity(other)
    return found?.inode === file.inode && found.device === file.device
  })
}

/** The same by a directory above it; for what is not there yet, by what the names beside it show. */
function spellingAbove(path: string, view: SpellingView): string | undefined {
  const device = view.identity(dirname(path))?.device
  for (let at = dirname(path); at !== '/' && view.identity(at)?.device === device; at = dirname(at)) {
    const other = ownSpelling(at, view)
    if (other !== undefined) return join(other, path.slice(at.length))
  }
  const isThere = view.identity(path) !== undefined
  const beside = isThere ? [] : view.someNames(dirname(path)).map((name) => join(dirname(path), name))
  const folds = beside.some((sibling) => ownSpelling(sibling, view) !== undefined)
  const [other = basename(path)] = spellings(basename(path))
  return folds ? join(dirname(path), other) : undefined
}

/** How else a name may be written: with capitals and small letters exchanged, and with accents composed and taken apart. */
function spellings(name: string): readonly string[] {
  const exchanged = [...name].map((letter) => {
    const small = letter.toLowerCase()
    return letter === small ? letter.toUpperCase() : small
  })
  const all = [exchanged.join(''), name.normalize('NFC'), name.normalize('NFD')]
  return [...new Set(all)].filter((one) => one !== name)
}
