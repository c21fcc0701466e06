/** Puts the files of a case on the disk, and tells afterwards whether they are still as they were. */

import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { FileModel, FileNode } from './file-model.js'

/** What is in the file of a place: never the same in two files. */
export function contentOf(place: string): string {
  return `this is ${place}`
}

/** Makes everything at and below the base, for a user; `theirs` belongs to somebody else when that can be done. */
export function plant(model: FileModel, uid: number): void {
  const isRoot = process.getuid?.() === 0
  const places = model.places
  for (const place of places) {
    const node = model.at(place)
    if (node === undefined) continue
    make(place, node)
    const owner = node.isTheirs ? strangerTo(uid) : uid
    if (isRoot) lchownSync(place, owner, owner)
  }
  // Modes last, and from below: some of them would keep us from going on.
  for (const place of [...places].reverse()) {
    const node = model.at(place)
    if (node !== undefined && node.kind !== 'link') chmodSync(place, node.mode)
  }
}

function strangerTo(uid: number): number {
  return uid === 0 ? 65534 : 0
}

function make(place: string, node: FileNode): void {
  switch (node.kind) {
    case 'directory':
      mkdirSync(place, { recursive: true })
      return
    case 'link':
      symlinkSync(node.target, place)
      return
    case 'fifo':
      execFileSync('mkfifo', [place])
      return
    case 'file':
      writeFileSync(place, contentOf(place))
  }
}

/** Everything below a directory as text: paths, kinds, modes, owners, contents. Times are left out. */
export function photograph(directory: string): readonly string[] {
  const stats = lstatSync(directory)
  const about = `${directory} ${stats.mode.toString(8)} ${stats.uid}`
  if (stats.isDirectory()) {
    const names = attempt(() => readdirSync(directory).sort()) ?? ['(closed)']
    return [
      about,
      ...names.flatMap((name) => attempt(() => photograph(join(directory, name))) ?? [`${name} ?`]),
    ]
  }
  if (stats.isSymbolicLink()) return [`${about} -> ${readlinkSync(directory)}`]
  return [`${about} ${stats.isFile() ? attempt(() => readFileSync(directory, 'utf8')) : ''}`]
}

/** Gives a directory to a user. */
export function give(directory: string, uid: number): void {
  if (process.getuid?.() === 0) chownSync(directory, uid, uid)
}

/** Removes everything, whatever its mode. */
export function clear(directory: string): void {
  for (let round = 0; round < 2; round++) {
    try {
      rmSync(directory, { recursive: true, force: true })
      return
    } catch {
      open(directory)
    }
  }
}

function open(directory: string): void {
  chmodSync(directory, 0o700)
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) open(join(directory, entry.name))
  }
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch {
    return undefined
  }
}
