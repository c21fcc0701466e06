/** Holds the kernel's answers against what an operation means. Pure. */

import { constants } from 'node:os'
import { join } from 'node:path'
import type { ClosedPlaces } from './closed-places.js'
import { type FileModel, isAtOrBelow } from './file-model.js'
import type { Expectation } from './meaning.js'
import type { Answer, Operation } from './operations.js'

/** The kernel answered something else than the policy asks for. */
export interface Difference {
  readonly operation: Operation
  readonly expected: Expectation
  readonly without: Answer
  readonly inside: Answer
}

/** Judges single operations of one case. */
export class Judge {
  readonly #model: FileModel
  readonly #closed: ClosedPlaces

  constructor(model: FileModel, closed: ClosedPlaces) {
    this.#model = model
    this.#closed = closed
  }

  /** True when the kernel's answer is one that the expectation allows. */
  agrees({ operation, expected, without, inside }: Difference): boolean {
    switch (expected.verdict) {
      case 'either':
        return true
      case 'refused':
        return inside.errno !== 0
      case 'unseen':
        return inside.errno !== 0 || this.#isStandIn(operation, without, inside)
      case 'as-without':
        if (without.errno !== 0) return inside.errno !== 0
        if (expected.mayCrossMounts === true && inside.errno === constants.errno.EXDEV) return true
        return inside.errno === 0 && this.#isSame(operation, without, inside)
    }
  }

  #isSame({ name, path }: Operation, without: Answer, inside: Answer): boolean {
    if (name !== 'list') return inside.detail === without.detail
    const [there, seen] = [namesOf(without), namesOf(inside)]
    const more = seen.filter((each) => !there.includes(each))
    const directory = this.#model.walk(path).place
    const isComplete = there.every((each) => seen.includes(each))
    return isComplete && more.every((each) => this.#closed.occupied.has(join(directory, each)))
  }

  /** Another file than the real one; of a directory no name but those on the way to something granted. */
  #isStandIn({ name, path }: Operation, without: Answer, inside: Answer): boolean {
    if (name === 'stat') return inside.detail.split(' ')[1] !== without.detail.split(' ')[1]
    const directory = this.#model.walk(path).place
    return namesOf(inside).every((each) => this.#isWay(join(directory, each)))
  }

  #isWay(place: string): boolean {
    if (place === '/dev' || place === '/proc') return true
    return [...this.#closed.granted].some((each) => isAtOrBelow(each, place))
  }
}

function namesOf({ detail }: Answer): readonly string[] {
  return detail.split('/').filter((name) => name !== '')
}
