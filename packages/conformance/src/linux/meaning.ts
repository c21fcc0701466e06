/**
 * The meaning of an operation under a policy: what the kernel must answer in the sandbox, given what it answers without.
 * This is the specification that the Linux backends are held against. Pure.
 *
 * A place is what a path leads to. What may be done with it follows from the access of the place, and for the entry in a
 * directory from that of the directory too:
 *
 * | operation                       | must be possible as without a sandbox where                                      |
 * | ------------------------------- | -------------------------------------------------------------------------------- |
 * | stat, list, read                | the place is readable; a denied one never shows what it is                        |
 * | write, truncate, chmod, times   | the place is writable                                                             |
 * | create, mkdir, symlink, mkfifo  | place and directory are writable, and the place need not stay missing             |
 * | remove, move away, exchange     | place and directory are writable, and nothing at or below it is closed            |
 * | move to, link to                | as for making something there                                                     |
 * | link from                       | the place is writable                                                             |
 *
 * Elsewhere it must fail, but for what {@link either} is said of. Between writable places that are mounted apart the
 * kernel may answer that they are on different file systems (EXDEV), as it does for any two mounts.
 */

import { dirname, join } from 'node:path'
import type { ClosedPlaces } from './closed-places.js'
import { type FileModel, type FileNode, isAtOrBelow, permits, type Walk } from './file-model.js'
import type { Operation } from './operations.js'

/** What the kernel must answer. */
export type Verdict =
  /** The same as without a sandbox. */
  | 'as-without'
  /** An error, whichever. */
  | 'refused'
  /** Not what is there: an error, or something that stands in its place. */
  | 'unseen'
  /** Nothing is promised. */
  | 'either'

/** A verdict with its reason. */
export interface Expectation {
  readonly verdict: Verdict
  readonly because: string
  /** The kernel may also answer EXDEV. */
  readonly mayCrossMounts?: boolean | undefined
}

/** What is around a case. */
const OPEN: FileNode = { kind: 'directory', target: '', mode: 0o755, isTheirs: true }

/** Says what operations mean under one policy on one tree. */
export class Meaning {
  readonly #model: FileModel
  readonly #closed: ClosedPlaces

  constructor(model: FileModel, closed: ClosedPlaces) {
    this.#model = model
    this.#closed = closed
  }

  /** What the kernel must answer. */
  of(operation: Operation): Expectation {
    switch (operation.name) {
      case 'stat':
      case 'list':
      case 'read':
        return this.#looking(operation)
      case 'write':
      case 'truncate':
      case 'chmod':
      case 'times':
        return this.#writing(operation)
      case 'create':
      case 'mkdir':
      case 'symlink':
      case 'mkfifo':
        return this.#entry(operation.path)
      case 'remove':
        return operation.other === '' ? this.#entry(operation.path) : this.#both(operation)
      case 'move':
      case 'exchange':
        return this.#both(operation)
      case 'link':
        return this.#linking(operation)
    }
  }

  #looking({ name, path }: Operation): Expectation {
    const walk = this.#model.walk(path)
    const access = this.#closed.accessAt(walk.place)
    if (access === 'deny') {
      return name === 'read' ? refused('the place is denied') : unseen('the place is denied')
    }
    if (this.#isOccupied(walk)) return either('the place is occupied, so that it stays missing')
    return this.#ifReachable(walk, asWithout(`the place is ${access}`))
  }

  #writing({ name, path }: Operation): Expectation {
    const walk = this.#model.walk(path)
    if (this.#isOccupied(walk)) {
      return isAtOrBelow(walk.place, walk.missing ?? walk.place)
        ? refused('the place stays missing')
        : either('the way leads through what stays missing, and back')
    }
    const access = this.#closed.accessAt(walk.place)
    if (access === 'write') return this.#ifReachable(walk, asWithout('the place is write'))
    const isFifo = this.#model.at(walk.place)?.kind === 'fifo'
    if (name === 'write' && isFifo && access === 'read' && this.#isInWritable(walk.place)) {
      return either('Landlock cannot close a FIFO in a closed place of a writable directory')
    }
    return refused(`the place is ${access}`)
  }

  /** Making or taking away the entry at a path. */
  #entry(path: string): Expectation {
    const walk = this.#model.walk(dirname(path))
    const place = join(walk.place, path.slice(path.lastIndexOf('/') + 1))
    const closed = this.#closed
    const directory = closed.accessAt(walk.place)
    if (directory !== 'write') return refused(`the directory is ${directory}`)
    if (this.#isOccupied(walk) && !isAtOrBelow(walk.place, walk.missing ?? '/')) {
      return either('the way leads through what stays missing, and back')
    }
    if (this.#isStandIn(place)) return refused('the place stays missing')
    const node = this.#model.at(place)
    if (closed.isMatch(place) && (node === undefined || node.kind === 'link')) {
      return either('a deny glob closes what matches at the start, and what matching links lead to')
    }
    const access = closed.accessAt(place)
    if (access !== 'write') return refused(`the place is ${access}`)
    if (closed.kept.has(place)) return refused('something closed is at the place, below it, or behind it')
    return this.#ifReachable(walk, asWithout('place and directory are write'))
  }

  #both(operation: Operation): Expectation {
    const [from, to] = [this.#entry(operation.path), this.#entry(operation.other)]
    return this.#between(operation, from, to)
  }

  #linking(operation: Operation): Expectation {
    const walk = this.#model.walk(operation.path, false)
    const access = this.#closed.accessAt(walk.place)
    const isLink = this.#model.at(walk.place)?.kind === 'link'
    const from =
      this.#closed.isMatch(walk.place) && isLink
        ? either('what a matching link leads to is closed, not the link')
        : access !== 'write'
          ? refused(`the place is ${access}`)
          : isLink && this.#closed.kept.has(walk.place)
            ? refused('the link leads to something closed')
            : this.#ifReachable(walk, asWithout('the place is write'))
    return this.#between(operation, from, this.#entry(operation.other))
  }

  #between({ path, other }: Operation, from: Expectation, to: Expectation): Expectation {
    const stricter = [from, to].find(({ verdict }) => verdict === 'refused')
    if (stricter !== undefined) return stricter
    const unsure = [from, to].find(({ verdict }) => verdict === 'either')
    if (unsure !== undefined) return unsure
    const isNear = dirname(path) === dirname(other) && from.because !== 'the place is write'
    const [here, there] = [path, other].map((each) => this.#model.walk(dirname(each)).place)
    const isOneMount = isNear || this.#rootOf(here ?? '/') === this.#rootOf(there ?? '/')
    const isOwnMount = this.#isMountedAlone(this.#model.walk(path, false).place)
    return { ...from, mayCrossMounts: !isOneMount || isOwnMount }
  }

  /** The writable place that a writable place belongs to. Below a writable root every directory may be one. */
  #rootOf(place: string): string {
    let root = place
    while (root !== '/' && this.#closed.accessAt(dirname(root)) === 'write') root = dirname(root)
    return root === '/' ? place : root
  }

  #isMountedAlone(place: string): boolean {
    return this.#closed.accessAt(place) !== this.#closed.accessAt(dirname(place))
  }

  /** A path through a link that is not shown, or past a directory that is closed, need not lead anywhere. */
  #ifReachable({ links, through, place }: Walk, expectation: Expectation): Expectation {
    const isHidden = (each: string) => this.#closed.accessAt(each) === 'deny'
    if (links.some((each) => isHidden(each) || isHidden(dirname(each)))) {
      return either('a link on the way is in a denied directory')
    }
    if (through.some((each) => isHidden(each) && !isAtOrBelow(place, each))) {
      return either('a directory that is only passed is denied')
    }
    const isShut = (each: string) => !permits(this.#model.at(each) ?? OPEN, 1)
    if (through.some((each) => isHidden(each) && isShut(each))) {
      return either('the way through a denied directory is made anew, and can be gone')
    }
    return expectation
  }

  #isOccupied({ missing, place }: Walk): boolean {
    return this.#isStandIn(missing ?? place)
  }

  /** Something of ours stands here for the length of the run. */
  #isStandIn(place: string): boolean {
    for (let at = place; at !== '/'; at = dirname(at)) if (this.#closed.occupied.has(at)) return true
    return false
  }

  #isInWritable(place: string): boolean {
    for (let at = place; ; at = dirname(at)) {
      if (this.#closed.writable.has(at)) return true
      if (at === '/') return false
    }
  }
}

function asWithout(because: string): Expectation {
  return { verdict: 'as-without', because }
}

function refused(because: string): Expectation {
  return { verdict: 'refused', because }
}

function unseen(because: string): Expectation {
  return { verdict: 'unseen', because }
}

/** The reason is one that the security model or the policy reference states. */
export function either(because: string): Expectation {
  return { verdict: 'either', because }
}
