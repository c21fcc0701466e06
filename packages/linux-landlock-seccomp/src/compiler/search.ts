/** A balanced search over call numbers, so that every call costs about the same few instructions. */

import type { Graph, Node } from './graph.js'

/** Where the number stands in `struct seccomp_data`. */
const NUMBER = 0

/** Numbers from `from` up to the next range. */
interface Range {
  readonly from: number
  readonly node: Node
}

/** A node that leads a call to the node of its number, or to `otherwise`. */
export function search(graph: Graph, nodes: ReadonlyMap<number, Node>, otherwise: Node): Node {
  return bisect(graph, ranges(nodes, otherwise))
}

/** The whole line of numbers, neighbours with the same node in one range. */
function ranges(nodes: ReadonlyMap<number, Node>, otherwise: Node): Range[] {
  const all: Range[] = [{ from: 0, node: otherwise }]
  const add = (from: number, node: Node) => {
    if (all.at(-1)?.from === from) all.pop()
    if (all.at(-1)?.node !== node) all.push({ from, node })
  }
  for (const number of [...nodes.keys()].sort((a, b) => a - b)) {
    add(number, nodes.get(number) ?? otherwise)
    add(number + 1, otherwise)
  }
  return all
}

function bisect(graph: Graph, all: readonly Range[]): Node {
  const [first, second, third] = all
  if (first === undefined) throw new RangeError('a search over no numbers')
  if (second === undefined) return first.node
  // One number between equal neighbours: a single comparison instead of two.
  if (all.length === 3 && third?.node === first.node && third.from === second.from + 1) {
    return graph.branch(question('equal', second.from), second.node, first.node)
  }
  const middle = all.length >> 1
  const from = all[middle]?.from ?? 0
  return graph.branch(
    question('at-least', from),
    bisect(graph, all.slice(middle)),
    bisect(graph, all.slice(0, middle)),
  )
}

const question = (test: 'equal' | 'at-least', value: number) =>
  ({ word: NUMBER, mask: undefined, test, value }) as const
