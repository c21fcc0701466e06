/** Puts a graph of decisions into a row of instructions. */

import type { Branch, Node } from './graph.js'
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

  /** The place of a branch; `held` tells which word the accumulator holds on arrival. */
  const place = (node: Branch, held: string | undefined): number => {
    const key = keyOf(node, held)
    const known = places.get(key)
    if (known !== undefined) return known
    const made = write(node, held)
    places.set(key, made)
    return made
  }

  const write = (node: Branch, held: string | undefined): number => {
    const word = wordOf(node)
    if (node.no.kind === 'branch') place(node.no, word)
    if (node.yes.kind === 'branch') place(node.yes, word)
    // One instruction is kept free for what the other way may need.
    const no = near(node.no, word, REACH - 1)
    const yes = near(node.yes, word, REACH)
    const branch = push(test(node.test, node.value, distance(yes), distance(no)))
    if (held === word) return branch
    if (node.mask !== undefined) push(mask(node.mask))
    return push(load(node.word))
  }

  /** A place within reach that leads to the node: an answer is repeated when it is far, a branch is jumped to. */
  const near = (node: Node, held: string | undefined, reach: number): number => {
    if (node.kind === 'branch') {
      const known = place(node, held)
      return distance(known) <= reach ? known : push(jump(distance(known)))
    }
    const known = places.get(keyOf(node, held))
    if (known !== undefined && distance(known) <= reach) return known
    const made = push(ret(node.value))
    places.set(keyOf(node, held), made)
    return made
  }

  near(root, undefined, REACH)
  return backwards.reverse()
}

function wordOf(node: Branch): string {
  return `${node.word}&${node.mask}`
}

function keyOf(node: Node, held: string | undefined): string {
  return node.kind === 'answer' ? `=${node.value}` : `#${node.id} ${held === wordOf(node)}`
}
