/** What the files of a case are, without asking the kernel: kinds, owners, and where a path leads. Pure. */

import { basename, dirname, join } from 'node:path'
import { placed, type TreeText } from './case.js'

/** One thing of a case. */
export interface FileNode {
  readonly kind: 'directory' | 'file' | 'fifo' | 'link'
  /** Only of a link, with the base put in. */
  readonly target: string
  readonly mode: number
  /** Another user's. */
  readonly isTheirs: boolean
}

/** Where a path leads. */
export interface Walk {
  /** Without links. Names below something missing are kept. */
  readonly place: string
  /** The place of every link that was followed. */
  readonly links: readonly string[]
  /** The directories that were passed, canonical. */
  readonly through: readonly string[]
  /** The first name that is not there. */
  readonly missing?: string | undefined
  /** A directory that does not let the walker pass; it went no further. */
  readonly shut?: string | undefined
  /** The links go in circles. */
  readonly isEndless?: boolean
}

/** As many as Linux follows. */
const MAX_LINKS = 40

const DIRECTORY: FileNode = { kind: 'directory', target: '', mode: 0o755, isTheirs: false }

/** Directories outside the base, which belong to others, and their modes. */
export type Surroundings = ReadonlyMap<string, number>

/** The files of one case at one base. Around it nothing exists but what is named. */
export class FileModel {
  readonly base: string
  /** Everything at and below the base, parents first. */
  readonly places: readonly string[]
  readonly #nodes = new Map<string, FileNode>()
  readonly #names = new Map<string, string[]>()

  constructor(tree: TreeText, base: string, around: Surroundings) {
    this.base = base
    for (const [path, mode] of around) this.#nodes.set(path, { ...DIRECTORY, mode, isTheirs: true })
    this.#nodes.set(base, DIRECTORY)
    for (const [path, text] of Object.entries(tree)) {
      const place = join(base, path.replace(/\/$/, ''))
      for (let at = dirname(place); !this.#nodes.has(at); at = dirname(at)) {
        this.#nodes.set(at, DIRECTORY)
      }
      this.#nodes.set(place, nodeOf(path, text, base))
    }
    this.places = [...this.#nodes.keys()].filter((place) => isAtOrBelow(place, base)).sort()
    for (const place of this.places) {
      const names = this.#names.get(dirname(place)) ?? []
      this.#names.set(dirname(place), [...names, basename(place)])
    }
  }

  /** What is at a place, without following a link there. */
  at(place: string): FileNode | undefined {
    return this.#nodes.get(place)
  }

  /** Names in a directory of the case. */
  names(directory: string): readonly string[] {
    return this.#names.get(directory) ?? []
  }

  /** Follows a path as the kernel does for root, its last name too unless `follow` is false. */
  walk(path: string, follow = true): Walk {
    return this.#walk(path, follow, () => false)
  }

  /** The same for somebody whom some directories do not let pass. */
  walkUnless(path: string, isShut: (directory: string) => boolean): Walk {
    return this.#walk(path, true, isShut)
  }

  #walk(path: string, follow: boolean, isShut: (directory: string) => boolean): Walk {
    const links: string[] = []
    const through: string[] = []
    let current = '/'
    const pending = path.split('/').filter((name) => name !== '')
    for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
      through.push(current)
      if (isShut(current)) return { place: current, links, through, shut: current }
      if (name === '.') continue
      if (name === '..') {
        current = dirname(current)
        continue
      }
      const next = join(current, name)
      const node = this.at(next)
      if (node === undefined) return { place: join(next, ...pending), links, through, missing: next }
      if (node.kind === 'link' && (follow || pending.length > 0)) {
        links.push(next)
        if (links.length > MAX_LINKS) return { place: next, links, through, isEndless: true }
        if (node.target.startsWith('/')) current = '/'
        pending.unshift(...node.target.split('/').filter((part) => part !== ''))
        continue
      }
      current = next
    }
    return { place: current, links, through }
  }
}

/** Does the mode give the user of a case, who has no capability, these rights: 4 read, 2 write, 1 search? */
export function permits(node: FileNode, rights: number): boolean {
  const given = node.isTheirs ? node.mode : node.mode >> 6
  return (given & rights) === rights
}

/** True for a path itself and everything below it. */
export function isAtOrBelow(path: string, above: string): boolean {
  return above === '/' || path === above || path.startsWith(`${above}/`)
}

function nodeOf(path: string, text: string, base: string): FileNode {
  const isDirectory = path.endsWith('/')
  if (text.startsWith('-> ')) {
    return { kind: 'link', target: placed(text.slice(3), base), mode: 0o777, isTheirs: false }
  }
  const words = text.split(' ')
  const mode = words.find((word) => /^0\d+$/.test(word))
  const kind = isDirectory ? 'directory' : words.includes('fifo') ? 'fifo' : 'file'
  const usual = isDirectory ? 0o755 : 0o644
  return {
    kind,
    target: '',
    mode: mode === undefined ? usual : Number.parseInt(mode, 8),
    isTheirs: words.includes('theirs'),
  }
}
