/** A volume in memory that keeps descriptors and knows nothing of rights: for what is written, and in which order. */

import type { Journal, JournalStore } from '../../src/acl/journal.js'
import { EMPTY_JOURNAL } from '../../src/acl/journal.js'
import type { Refusal, Volume, VolumeObject } from '../../src/acl/volume.js'
import type { Ace } from '../../src/codec/acl.js'
import { encodeDescriptor } from '../../src/codec/descriptor.js'

/** What stands at a path. */
export interface Node {
  kind: VolumeObject['kind']
  descriptor: Uint8Array
  links: number
  id: string
}

/** The user's own, and everybody's reading: what a home directory looks like. */
export const USER = 'S-1-5-21-7-7-7-1001'
const USUAL: readonly Ace[] = [
  { type: 'allow', flags: 0x03, mask: 0x1f01ff, sid: USER },
  { type: 'allow', flags: 0x13, mask: 0x1200a9, sid: 'S-1-1-0' },
]

/** A descriptor with these entries. */
export function descriptorOf(entries: readonly Ace[] = USUAL, control = 0): Uint8Array {
  return encodeDescriptor({ control, owner: USER, group: USER, dacl: { revision: 2, entries } })
}

/** See the module. `writes` are the paths whose list was replaced, `looks` those that were looked at, in order. */
export class MemoryVolume implements Volume {
  readonly nodes = new Map<string, Node>()
  readonly writes: string[] = []
  readonly looks: string[] = []
  /** What `replace` says of a path instead of doing it. */
  readonly refusals = new Map<string, Refusal>()
  /** Directories that somebody has open. */
  readonly busy = new Set<string>()
  /** Called before every change; may throw, as a process dies. */
  beforeChange: () => void = () => {}

  constructor(paths: readonly string[]) {
    for (const path of paths) this.add(path)
  }

  /** A path that ends with a backslash is a directory. */
  add(path: string, rest: Partial<Node> = {}): Node {
    const kind = path.endsWith('\\') ? 'directory' : 'file'
    const node: Node = { kind, descriptor: descriptorOf(), links: 1, id: path, ...rest }
    this.nodes.set(path.replace(/\\$/, ''), node)
    return node
  }

  async look(path: string): Promise<VolumeObject | undefined> {
    this.looks.push(path)
    const node = this.nodes.get(path)
    return node === undefined ? undefined : { ...node }
  }

  async list(path: string): Promise<readonly string[]> {
    const inside = [...this.nodes.keys()].filter((each) => each.startsWith(`${path}\\`))
    return inside.map((each) => each.slice(path.length + 1)).filter((name) => !name.includes('\\'))
  }

  async replace(path: string, seen: VolumeObject, after: Uint8Array): Promise<Refusal | undefined> {
    this.beforeChange()
    const node = this.nodes.get(path)
    if (node === undefined) return 'missing'
    const refusal = this.refusals.get(path)
    if (refusal !== undefined) return refusal
    if (node.id !== seen.id || Buffer.compare(node.descriptor, seen.descriptor) !== 0) return 'changed'
    node.descriptor = asStored(after)
    this.writes.push(path)
    return undefined
  }

  async makeDirectory(path: string): Promise<'exists' | undefined> {
    this.beforeChange()
    if (this.nodes.has(path)) return 'exists'
    this.add(`${path}\\`)
    return undefined
  }

  async removeEmptyDirectory(path: string): Promise<'busy' | undefined> {
    if (this.nodes.get(path)?.kind !== 'directory' || (await this.list(path)).length > 0) return undefined
    if (this.busy.has(path)) return 'busy'
    this.nodes.delete(path)
    return undefined
  }

  /** Every descriptor, for comparing. */
  picture(): Readonly<Record<string, string>> {
    const entries = [...this.nodes].map(([path, { descriptor }]) => [
      path,
      Buffer.from(descriptor).toString('hex'),
    ])
    return Object.fromEntries(entries.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)))
  }
}

/** A journal in memory. */
export function memoryJournal(): JournalStore & { journal: Journal } {
  return {
    journal: EMPTY_JOURNAL,
    read() {
      return this.journal
    },
    write(journal) {
      this.journal = journal
    },
  }
}

/** The mark of inherited lists stays when it was asked for; the asking itself is not stored. */
function asStored(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  const view = new DataView(copy.buffer)
  const control = view.getUint16(2, true)
  view.setUint16(2, (control & 0x0100) === 0 ? control & ~0x0400 : control & ~0x0100, true)
  return copy
}
