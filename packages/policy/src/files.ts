/** The few questions that resolving asks about the files of the host. */

import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs'

/** What stands at a path, without following a link at its end. */
export type FileKind = 'missing' | 'file' | 'directory' | 'link' | 'other'

/** A read-only look at a file system. No method throws; what cannot be seen is missing. */
export interface FileView {
  kind(path: string): FileKind
  /** The path without links, or undefined when something of it is missing. */
  realpath(path: string): string | undefined
  /** What a link says, as it is written in the link. */
  readLink(path: string): string | undefined
  /** The text of a small regular file, following links. */
  readText(path: string): string | undefined
  /** The names in a directory. */
  list(path: string): readonly string[]
  /** The names of those that are links, where that can be told faster than name by name. */
  links?(path: string): readonly string[]
}

/** Git pointers and their like are a line or two; a bigger file is not one. */
const MAX_TEXT = 64 * 1024

/** The files of this machine. */
export const hostFiles: Required<FileView> = {
  kind(path) {
    return (
      attempt(() => {
        const found = lstatSync(path, { throwIfNoEntry: false })
        if (found === undefined) return 'missing'
        if (found.isSymbolicLink()) return 'link'
        if (found.isDirectory()) return 'directory'
        return found.isFile() ? 'file' : 'other'
      }) ?? 'missing'
    )
  },
  realpath: (path) => attempt(() => realpathSync.native(path)),
  readLink: (path) => attempt(() => readlinkSync(path)),
  readText: (path) =>
    attempt(() => {
      // Opening a FIFO would block, so only regular files are read.
      const found = statSync(path)
      return found.isFile() && found.size <= MAX_TEXT ? readFileSync(path, 'utf8') : undefined
    }),
  list: (path) => attempt(() => readdirSync(path)) ?? [],
  links: (path) =>
    attempt(() =>
      readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
        entry.isSymbolicLink() ? entry.name : [],
      ),
    ) ?? [],
}

function attempt<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
