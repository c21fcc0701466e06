/** A command in the simulator: it makes system calls, the profile answers, and the files change. */

import type { CompiledProfile } from './compile.js'
import { decideStrictly } from './evaluate.js'
import type { FileTree, Node } from './file-tree.js'
import type { Request } from './request.js'
import { lookupsOf, requestsOf, type SystemCall } from './system-calls.js'

/** How a call ended: done, refused by the profile, unknown to us, or impossible without any profile. */
export type Outcome = 'ok' | 'EPERM' | 'allowed, but the name may not be looked up' | (string & {})

/** How a profile's answers are taken. */
export type Allows = (profile: CompiledProfile, request: Request) => boolean

const allowsForCertain: Allows = (profile, request) => decideStrictly(profile, request).allowed

/** One sandboxed process and its files. */
export class Machine {
  readonly tree: FileTree
  readonly #profile: CompiledProfile
  readonly #allows: Allows
  readonly #isStrict: boolean

  /** Without `allows` an answer that depends on the reading of the profile is an error. */
  constructor(profile: CompiledProfile, tree: FileTree, allows?: Allows) {
    this.#profile = profile
    this.#allows = allows ?? allowsForCertain
    this.#isStrict = allows === undefined
    this.tree = tree
  }

  /** What the call would give, without doing it. @throws UncertainError when the readings of the profile differ */
  ask(call: SystemCall): Outcome {
    const asked = requestsOf(this.tree, call)
    if ('errno' in asked) return asked.errno
    const allows = (request: Request) => this.#allows(this.#profile, request)
    if (!asked.requests.every(allows)) return 'EPERM'
    if (!this.#isStrict || lookupsOf(asked.requests).every(allows)) return 'ok'
    return 'allowed, but the name may not be looked up'
  }

  /** Makes the call. */
  do(call: SystemCall): Outcome {
    const outcome = this.ask(call)
    if (outcome === 'ok') this.#change(call)
    return outcome
  }

  /** The text of a file, or how reading it ended. */
  read(path: string): Outcome {
    const outcome = this.ask({ call: 'open-read', path })
    const node = this.tree.locate(path, { follow: true })?.node
    return outcome === 'ok' && node?.kind === 'file' ? node.content : outcome
  }

  #change(call: SystemCall): void {
    if ('host' in call) return
    if ('to' in call) {
      this.#changeTwo(call.call, call.path, call.to)
      return
    }
    if (call.call === 'unlink' || call.call === 'rmdir') this.tree.remove(call.path)
    if (call.call === 'mkdir') this.tree.put(call.path, { kind: 'directory', entries: new Map() })
    if (call.call === 'open-create' || call.call === 'open-write' || call.call === 'truncate')
      this.#write(call.path)
  }

  #write(path: string): void {
    const place = this.tree.locate(path, { follow: true })
    if (place?.node === undefined) this.tree.put(place?.path ?? path, { kind: 'file', content: 'written' })
    else if (place.node.kind === 'file') place.node.content = 'written'
  }

  #changeTwo(call: string, path: string, to: string): void {
    if (call === 'symlink') {
      this.tree.put(to, { kind: 'link', target: path })
      return
    }
    // Real places, because a link on the way may be what is moved.
    const from = this.tree.locate(path, { follow: call === 'clone' })
    const place = this.tree.locate(to, { follow: false })
    if (from?.node === undefined || place === undefined) return
    const { node } = from
    if (call === 'rename' || call === 'swap') this.tree.remove(from.path)
    if (call === 'swap' && place.node !== undefined) this.tree.put(from.path, place.node)
    this.tree.put(place.path, call === 'clone' ? copyOf(node) : node)
  }
}

/** Nothing that is written to one shows in the other, at any depth. */
function copyOf(node: Node): Node {
  if (node.kind !== 'directory') return { ...node }
  const entries = [...node.entries].map(
    ([key, { name, node: child }]) => [key, { name, node: copyOf(child) }] as const,
  )
  return { kind: 'directory', entries: new Map(entries) }
}
