/** What planning may ask about paths of the host: injected, so that plans can be made for any tree. */

import { isUtf8 } from 'node:buffer'
import { accessSync, constants, lstatSync, readdirSync, readlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { linkUnspeakable } from './errors.js'

/** `unreachable`: it cannot be looked up now. That may change: a command can open its own directories by chmod. */
export type PathKind = 'missing' | 'file' | 'directory' | 'link' | 'unreachable'

/** See the module. */
export interface PathView {
  kind(path: string): PathKind
  /** Which file stands there, without following a link at the end; undefined when there is none. */
  identity(path: string): { readonly device: string; readonly inode: string } | undefined
  /** Does it belong to the user, who can then change its mode at any time? */
  isOwn(path: string): boolean
  /** An empty directory of another user. */
  isForeignEmpty(path: string): boolean
  /** The text of a link. */
  linkText(path: string): string | undefined
  /** May the user make an entry in this directory? */
  canCreateIn(directory: string): boolean
}

/**
 * The host's own file system as it is now, each path looked at once. Paths in `placeholders` count as missing although
 * they exist for another run.
 */
export function hostPaths(placeholders: ReadonlySet<string>): PathView {
  const kinds = new Map<string, PathKind>([...placeholders].map((path) => [path, 'missing']))
  return {
    kind(path) {
      const known = kinds.get(path)
      if (known !== undefined) return known
      const kind = kindOf(path)
      kinds.set(path, kind)
      return kind
    },
    identity: (path) =>
      attempt(() => {
        const { dev, ino } = lstatSync(path, { bigint: true })
        return { device: String(dev), inode: String(ino) }
      }),
    isOwn: (path) => attempt(() => lstatSync(path).uid === process.getuid?.()) ?? false,
    isForeignEmpty: (path) =>
      attempt(() => {
        const stats = lstatSync(path)
        return stats.isDirectory() && stats.uid !== process.getuid?.() && readdirSync(path).length === 0
      }) ?? false,
    linkText,
    canCreateIn: (directory) =>
      attempt(() => {
        accessSync(directory, constants.W_OK | constants.X_OK)
        return true
      }) ?? false,
  }
}

function kindOf(path: string): PathKind {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false })
    if (stats === undefined) return 'missing'
    if (stats.isSymbolicLink()) return 'link'
    return stats.isDirectory() ? 'directory' : 'file'
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    return code === 'ENOTDIR' || code === 'ENOENT' ? 'missing' : 'unreachable'
  }
}

/** THREAT: a text that is decoded with a loss leads elsewhere for us than for the kernel. */
function linkText(path: string): string | undefined {
  const bytes = attempt(() => readlinkSync(path, 'buffer'))
  if (bytes === undefined) return undefined
  if (!isUtf8(bytes)) throw linkUnspeakable(path)
  return bytes.toString()
}

function attempt<T>(question: () => T): T | undefined {
  try {
    return question()
  } catch {
    return undefined
  }
}

/** As many as Linux follows. */
const MAX_LINKS = 40

/** A path split at the first component that does not exist. */
export interface Located {
  /** The deepest existing ancestor (or the path itself), every link followed. */
  readonly existing: string
  /** The first missing component's path, canonical; undefined when the path exists. */
  readonly firstMissing?: string | undefined
  /** The whole path, its existing part canonical. */
  readonly canonical: string
  /** The links met on the way, as logical paths, outermost first. */
  readonly links: readonly string[]
  /** True when the path could not be followed further than `existing`, though something may be there. */
  readonly blocked?: boolean
  /** True when the links lead in a circle: the path means nothing as long as they stay. */
  readonly endless?: boolean
}

/** Follow a path as the kernel would, remembering links and where it stops existing. */
export function locate(view: PathView, path: string): Located {
  const links: string[] = []
  let current = '/'
  const pending = path.split('/').filter((part) => part !== '')
  for (let part = pending.shift(); part !== undefined; part = pending.shift()) {
    if (part === '.') continue
    if (part === '..') {
      current = dirname(current)
      continue
    }
    const next = current === '/' ? `/${part}` : `${current}/${part}`
    const kind = view.kind(next)
    if (kind === 'unreachable') return { existing: current, canonical: current, links, blocked: true }
    if (kind === 'missing') {
      return { existing: current, firstMissing: next, canonical: join(next, ...pending), links }
    }
    if (kind === 'link') {
      links.push(next)
      if (links.length > MAX_LINKS) return { existing: current, canonical: current, links, endless: true }
      const text = view.linkText(next) ?? ''
      if (text.startsWith('/')) current = '/'
      pending.unshift(...text.split('/').filter((piece) => piece !== ''))
      continue
    }
    current = next
  }
  return { existing: current, canonical: current, links }
}
