/** An NTFS volume in memory: objects with descriptors and names, letter case ignored; no rights are asked here. */

import type { Descriptor } from '@sandbox/windows-token'
import { decodeDescriptor, encodeDescriptor } from '@sandbox/windows-token'

/** One object. Several names may lead to a file. */
export interface DiskObject {
  readonly id: string
  readonly kind: 'file' | 'directory' | 'link'
  /** Where a junction leads. */
  readonly target?: string | undefined
  /** By folded name. */
  readonly entries: Map<string, { readonly name: string; readonly object: DiskObject }>
  descriptor: Uint8Array
  /** What was done to its content, one letter each. */
  content: string
}

/** Where a path leads: the directory that holds the last name, and what has the name. */
export interface DiskPlace {
  /** Without links, in the spelling of the disk as far as it exists. */
  readonly path: string
  readonly parent: DiskObject
  readonly name: string
  readonly object: DiskObject | undefined
}

const MAX_LINKS = 16

/** See the module. Paths begin with `C:\`. */
export class Disk {
  readonly root: DiskObject
  #made = 0

  constructor(descriptor: Descriptor) {
    this.root = this.make('directory', descriptor)
  }

  /** An object without a name. */
  make(kind: DiskObject['kind'], descriptor: Descriptor, target?: string): DiskObject {
    this.#made += 1
    return {
      id: String(this.#made),
      kind,
      target,
      entries: new Map(),
      descriptor: encodeDescriptor(descriptor),
      content: '',
    }
  }

  /** Undefined when a directory on the way is missing, a file, or a link that leads nowhere. */
  locate(path: string, follow = true, links = 0): DiskPlace | undefined {
    let directory = this.root
    let walked = 'C:'
    const names = path.slice(3).split('\\').filter(Boolean)
    if (names.length === 0) return { path: 'C:\\', parent: this.root, name: '', object: this.root }
    for (const [index, name] of names.entries()) {
      const entry = directory.entries.get(foldName(name))
      const isLast = index === names.length - 1
      const here = `${walked}\\${entry?.name ?? name}`
      if (entry?.object.kind === 'link' && (follow || !isLast)) {
        if (links >= MAX_LINKS) return undefined
        const rest = names.slice(index + 1)
        return this.locate([entry.object.target, ...rest].join('\\'), follow, links + 1)
      }
      if (isLast) return { path: here, parent: directory, name, object: entry?.object }
      if (entry?.object.kind !== 'directory') return undefined
      directory = entry.object
      walked = here
    }
    return undefined
  }

  /** Gives an object a name. The place is free. */
  attach(parent: DiskObject, name: string, object: DiskObject): void {
    parent.entries.set(foldName(name), { name, object })
  }

  detach(parent: DiskObject, name: string): void {
    parent.entries.delete(foldName(name))
  }

  /** How many names lead to an object. */
  linksOf(object: DiskObject): number {
    return [...this.all()].filter((each) => each.object === object).length
  }

  /** Every name there is, directories before what is in them. Links are not followed. */
  *all(
    directory: DiskObject = this.root,
    path = 'C:',
  ): Generator<{ readonly path: string; readonly object: DiskObject }> {
    for (const { name, object } of directory.entries.values()) {
      yield { path: `${path}\\${name}`, object }
      yield* this.all(object, `${path}\\${name}`)
    }
  }
}

/** The descriptor of an object, as a value. */
export function descriptorOf(object: DiskObject): Descriptor {
  return decodeDescriptor(object.descriptor)
}

/** Names that differ in letter case only are the same. */
export function foldName(name: string): string {
  return name.toLowerCase()
}
