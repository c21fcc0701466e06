/** Says what an absolute, normal path is on each platform, and how two paths relate. */

import { posix, win32 } from 'node:path'
import { pathHasNul, pathNotAbsolute } from './path-errors.js'
import type { ResolvedPolicy } from './resolved.js'

/** The platforms a policy can be resolved for. */
export type Platform = ResolvedPolicy['platform']

/** True where two spellings that differ in letter case only name the same file. */
export function ignoresCase(platform: Platform): boolean {
  return platform !== 'linux'
}

const NEEDS_FOLD = /[A-Z]|[^\0-\x7f]/

/** The spelling under which names are compared: as it is on Linux, without letter case elsewhere. */
export function foldCase(text: string, platform: Platform): string {
  if (platform === 'linux' || !NEEDS_FOLD.test(text)) return text
  // APFS takes composed and decomposed letters for the same name; NTFS does not.
  return (platform === 'darwin' ? text.normalize('NFC') : text).toLowerCase()
}

/** `/`, or a backslash on Windows. */
export function separatorOf(platform: Platform): string {
  return platform === 'win32' ? '\\' : '/'
}

/** True for a path that needs no working directory: on Windows it starts with a drive or a share. */
export function isAbsolutePath(path: string, platform: Platform): boolean {
  if (platform !== 'win32') return path.startsWith('/')
  return /^[A-Za-z]:[\\/]/.test(path) || /^[\\/]{2}[^\\/]/.test(path)
}

/**
 * Makes a path absolute (against `base` when it is relative) and removes `.`, `..` and repeated separators.
 *
 * @throws SandboxError `PATH_HAS_NUL`, or `PATH_NOT_ABSOLUTE` when it is relative and no base is given.
 * @example normalPath('../b//c/', 'linux', '/home/me/a') // '/home/me/b/c'
 */
export function normalPath(path: string, platform: Platform, base?: string): string {
  if (path.includes('\0')) throw pathHasNul(path)
  if (platform === 'win32') return normalWindowsPath(path, base)
  if (path.startsWith('/')) return ABNORMAL.test(path) ? trimPosix(posix.normalize(path)) : path
  if (base === undefined) throw pathNotAbsolute(path)
  return trimPosix(posix.normalize(`${base}/${path}`))
}

/** What most paths do not have: repeated or trailing separators, and dots as names. */
const ABNORMAL = /\/(?:\/|\.{1,2}(?:\/|$))|.\/$/

function trimPosix(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

function normalWindowsPath(path: string, base: string | undefined): string {
  const plain = simplifyDevicePrefix(path)
  if (isAbsolutePath(plain, 'win32')) return tidyWindows(win32.normalize(plain))
  // `C:name` depends on a hidden per-drive directory, so no base makes it absolute.
  if (base === undefined || /^[A-Za-z]:/.test(plain)) throw pathNotAbsolute(path)
  const rooted = /^[\\/]/.test(plain)
  return tidyWindows(win32.normalize(`${rooted ? windowsRoot(base) : base}\\${plain}`))
}

function simplifyDevicePrefix(path: string): string {
  const text = path.replaceAll('/', '\\')
  const share = /^\\\\[?.]\\UNC\\(.*)$/i.exec(text)
  if (share?.[1] !== undefined) return `\\\\${share[1]}`
  const drive = /^\\\\[?.]\\([A-Za-z]:.*)$/.exec(text)
  return drive?.[1] ?? text
}

/** `C:\` or `\\server\share\`. */
function windowsRoot(path: string): string {
  return win32.parse(path).root
}

// THREAT: `secret.`, `secret ` and `secret::$DATA` all open the file `secret`; they must be judged as that file.
function tidyWindows(path: string): string {
  const root = windowsRoot(path)
  const names = path.slice(root.length).split('\\').filter(Boolean).map(plainWindowsName)
  const drive = root.replace(/^[a-z]:/, (letter) => letter.toUpperCase())
  if (names.length === 0) return drive.length > 3 ? drive.replace(/\\$/, '') : drive
  return `${drive.endsWith('\\') ? drive : `${drive}\\`}${names.join('\\')}`
}

function plainWindowsName(name: string): string {
  const withoutStream = name.includes(':') ? name.slice(0, name.indexOf(':')) : name
  const trimmed = withoutStream.replace(/[. ]+$/, '')
  return trimmed === '' ? name : trimmed
}

/**
 * The names a normal path is made of. The root `/` has none; on Windows the drive or share counts as the first.
 *
 * @example componentsOf('C:\\Users\\me', 'win32') // ['C:', 'Users', 'me']
 */
export function componentsOf(path: string, platform: Platform): string[] {
  if (platform !== 'win32') return path === '/' ? [] : path.slice(1).split('/')
  const root = windowsRoot(path)
  const rest = path.slice(root.length)
  return [root.replace(/\\$/, ''), ...(rest === '' ? [] : rest.split('\\'))]
}

/** How many components a normal path has; `/` has none. */
export function depthOf(path: string, platform: Platform): number {
  if (platform === 'win32') return componentsOf(path, platform).length
  if (path === '/') return 0
  let depth = 0
  for (let at = 0; at !== -1; at = path.indexOf('/', at + 1)) depth += 1
  return depth
}

/** True for `/`, a drive root or a share. */
export function isFilesystemRoot(path: string, platform: Platform): boolean {
  return platform === 'win32' ? componentsOf(path, platform).length === 1 : path === '/'
}

/** Joins a normal directory with normal components, or with one name. */
export function joinPath(directory: string, names: string, platform: Platform): string {
  const separator = separatorOf(platform)
  return directory.endsWith(separator) ? `${directory}${names}` : `${directory}${separator}${names}`
}

/** The directory that holds a normal path; a root holds itself. */
export function parentOf(path: string, platform: Platform): string {
  return platform === 'win32'
    ? isFilesystemRoot(path, platform)
      ? path
      : tidyWindows(win32.dirname(path))
    : posix.dirname(path)
}

/** True when `path` is `ancestor` or lies below it. Both are normal. */
export function isAtOrBelow(path: string, ancestor: string, platform: Platform): boolean {
  const child = foldCase(path, platform)
  const parent = foldCase(ancestor, platform)
  if (child === parent) return true
  const separator = separatorOf(platform)
  return child.startsWith(parent.endsWith(separator) ? parent : `${parent}${separator}`)
}

/** True when `path` lies below `ancestor` and is not the same. Both are normal. */
export function isBelow(path: string, ancestor: string, platform: Platform): boolean {
  return isAtOrBelow(path, ancestor, platform) && foldCase(path, platform) !== foldCase(ancestor, platform)
}

/** Orders text by code unit, the same on every host. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The items by the depth of their paths, then by the text. */
export function sortByPath<T>(items: Iterable<T>, pathOf: (item: T) => string, platform: Platform): T[] {
  return Array.from(items, (item) => ({ item, path: pathOf(item), depth: depthOf(pathOf(item), platform) }))
    .sort((a, b) => a.depth - b.depth || compareText(a.path, b.path))
    .map(({ item }) => item)
}
