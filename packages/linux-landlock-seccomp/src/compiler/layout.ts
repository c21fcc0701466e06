/** Puts a graph of decisions into a row of instructions. */

import type { Branch, Node, Test } from './graph.js'
import { type Instruction, jump, load, mask, ret, test } from './instructions.js'

/** The furthest that a test can jump; what is further goes through a jump of its own. */
const REACH = 255

/**
 * The instructions, first to last.
 *
 * INVARIANT: jumps only lead forward. So the last instruction is written first, and everything a node leads to has its
 * place before the node gets one; places are counted from the end.
 */
export function layout(root: Node): Instruction[] {
  const backwards: Instruction[] = []
  const places = new Map<string, number>()
  const push = (instruction: Instruction) => backwards.push(instruction) - 1
  const distance = (place: number) => backwards.length - place - 1

  /** The place of a node; `held` tells which word the accumulator holds on arrival. */
  const place = (node: Node, held: string | undefined): number => {
    const key = keyOf(node, held)
    const known = places.get(key)
    if (known !== undefined) return known
    const made = node.kind === 'answer' ? push(ret(node.value)) : placeBranch(node, held)
    places.set(key, made)
    return made
  }

  const placeBranch = (node: Branch, held: string | undefined): number => {
    const no = place(node.no, wordOf(node))
    const yes = place(node.yes, wordOf(node))
    const branch = pushTest(node.test, node.value, yes, no)
    if (held === wordOf(node)) return branch
    if (node.mask !== undefined) push(mask(node.mask))
    return push(load(node.word))
  }

  const pushTest = (kind: Test, value: number, yes: number, no: number): number => {
    // One place is kept free for the jump that the other branch may need.
    const nearNo = distance(no) < REACH ? no : push(jump(distance(no)))
    const nearYes = distance(yes) <= REACH ? yes : push(jump(distance(yes)))
    return push(test(kind, value, distance(nearYes), distance(nearNo)))
  }

  place(root, undefined)
  return backwards.reverse()
}

function wordOf(node: Branch): string {
  return `${node.word}&${node.mask}`
}

function keyOf(node: Node, held: string | undefined): string {
  return node.kind === 'answer' ? `=${node.value}` : `#${node.id} ${held === wordOf(node)}`
}
