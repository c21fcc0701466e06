/** A small file system without an operating system: directories, files and links, with or without regard to case. */

import { posix } from 'node:path'
import { foldCase } from '@sandbox/policy'

/** What stands at a path. */
export type Node =
  | { readonly kind: 'directory'; readonly entries: Map<string, Entry> }
  | { readonly kind: 'file'; content: string }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'other'; readonly type: 'CHARACTER-DEVICE' | 'SOCKET' | 'FIFO' }

/** A name as it is on disk, and what it names. */
export interface Entry {
  name: string
  node: Node
}

/** A path as the kernel sees it: no links before its last name, the spelling of the disk. */
export interface Place {
  readonly path: string
  /** Undefined when nothing stands there. */
  readonly node: Node | undefined
}

/** `'/repo/'` ends in a slash for a directory; `-> target` for a link; other text is a file's content. */
export type TreeText = Readonly<Record<string, string>>

const MAX_LINKS = 32

/** See the module. APFS as it is delivered ignores case and keeps it. */
export class FileTree {
  readonly #root: Node = { kind: 'directory', entries: new Map() }

  constructor(text: TreeText = {}) {
    for (const [path, content] of Object.entries(text)) this.add(path, content)
  }

  /** Makes a file, a link or a directory, with every directory above it. */
  add(path: string, content = ''): void {
    const names = path.split('/').filter((name) => name !== '')
    let node = this.#root
    for (const [index, name] of names.entries()) {
      const isLast = index === names.length - 1
      const made =
        isLast && !path.endsWith('/') ? leaf(content) : { kind: 'directory' as const, entries: new Map() }
      if (node.kind !== 'directory') throw new Error(`${path} leads through a file`)
      const key = foldCase(name, 'darwin')
      const entry = node.entries.get(key) ?? { name, node: made }
      if (isLast && !path.endsWith('/')) entry.node = made
      node.entries.set(key, entry)
      node = entry.node
    }
  }

  /** Where a path leads. Undefined when a directory on the way is missing or no directory. */
  locate(path: string, options: { readonly follow: boolean }): Place | undefined {
    return this.#walk(path, options.follow, MAX_LINKS)
  }

  remove(path: string): void {
    this.#parentOf(path).entries.delete(keyOf(path))
  }

  /** Gives a node another name as well: what `link` and the second half of `rename` do. */
  put(path: string, node: Node): void {
    this.#parentOf(path).entries.set(keyOf(path), { name: posix.basename(path), node })
  }

  /** Every path there is, depth first. */
  paths(): readonly string[] {
    const found: string[] = []
    const visit = (path: string, node: Node) => {
      if (node.kind !== 'directory') return
      for (const { name, node: child } of node.entries.values()) {
        const each = path === '/' ? `/${name}` : `${path}/${name}`
        found.push(each)
        visit(each, child)
      }
    }
    visit('/', this.#root)
    return found
  }

  #walk(path: string, follow: boolean, budget: number): Place | undefined {
    let at: Place = { path: '/', node: this.#root }
    const names = path.split('/').filter((name) => name !== '' && name !== '.')
    for (const [index, name] of names.entries()) {
      if (at.node?.kind !== 'directory') return undefined
      const entry = at.node.entries.get(foldCase(name, 'darwin'))
      const here = at.path === '/' ? `/${entry?.name ?? name}` : `${at.path}/${entry?.name ?? name}`
      const isLast = index === names.length - 1
      if (entry === undefined) return isLast ? { path: here, node: undefined } : undefined
      if (entry.node.kind === 'link' && (follow || !isLast)) {
        if (budget === 0) return undefined
        const next = this.#walk(posix.resolve(at.path, entry.node.target), true, budget - 1)
        if (next === undefined) return undefined
        at = next
      } else at = { path: here, node: entry.node }
    }
    return at
  }

  #parentOf(path: string): Extract<Node, { kind: 'directory' }> {
    const parent = this.locate(posix.dirname(path), { follow: true })?.node
    if (parent?.kind !== 'directory') throw new Error(`${posix.dirname(path)} is no directory`)
    return parent
  }
}

function keyOf(path: string): string {
  return foldCase(posix.basename(path), 'darwin')
}

function leaf(content: string): Node {
  if (content.startsWith('-> ')) return { kind: 'link', target: content.slice(3) }
  if (content === '<device>') return { kind: 'other', type: 'CHARACTER-DEVICE' }
  if (content === '<socket>') return { kind: 'other', type: 'SOCKET' }
  return { kind: 'file', content }
}
