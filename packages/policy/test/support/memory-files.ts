/** A file system in memory, written as an object, for tests that resolve policies. */

import type { FileKind, FileView } from '../../src/files.js'
import type { Platform } from '../../src/paths.js'
import { linkWalker } from '../../src/resolve/links.js'

/** Absolute paths to what stands there. Parents are made. A text is a file's content. */
export type Tree = Readonly<Record<string, string | 'directory' | { readonly link: string }>>

/** A directory in a {@link Tree}. */
export const directory = 'directory'

/** A symbolic link in a {@link Tree}. */
export function link(target: string): { readonly link: string } {
  return { link: target }
}

/** Builds the view. Names are case-sensitive on every platform. */
export function memoryFiles(tree: Tree, platform: Platform = 'linux'): FileView {
  const separator = platform === 'win32' ? '\\' : '/'
  const nodes = new Map<string, Tree[string]>()
  const addParents = (path: string) => {
    const parent = path.slice(0, path.lastIndexOf(separator))
    const name = parent === '' || parent.endsWith(':') ? `${parent}${separator}` : parent
    if (nodes.get(name) !== undefined || name === path) return
    nodes.set(name, directory)
    addParents(name)
  }
  for (const [path, node] of Object.entries(tree)) {
    nodes.set(path, node)
    addParents(path)
  }
  const kind = (path: string): FileKind => {
    const node = nodes.get(path)
    if (node === undefined) return 'missing'
    if (node === directory) return 'directory'
    return typeof node === 'string' ? 'file' : 'link'
  }
  const readLink = (path: string) => {
    const node = nodes.get(path)
    return typeof node === 'object' ? node.link : undefined
  }
  const list = (path: string) =>
    [...nodes.keys()]
      .filter((each) => each !== path && each.slice(0, each.lastIndexOf(separator) || 1) === path)
      .map((each) => each.slice(path.length === 1 ? 1 : path.length + 1))
  const raw = { kind, readLink, list, realpath: () => undefined, readText: () => undefined }
  const walker = linkWalker(raw, platform)
  const realpath = (path: string) => {
    const { canonical, exists } = walker.walk(path)
    return exists ? canonical : undefined
  }
  const readText = (path: string) => {
    const node = nodes.get(realpath(path) ?? '')
    return typeof node === 'string' && node !== directory ? node : undefined
  }
  return { kind, readLink, list, realpath, readText }
}
