/** Compiles what is to be refused into a BPF program: guards first, then a search for the number, then conditions. */

import { ARCHITECTURES, type Arch } from '../architecture.js'
import { filterTooLong } from '../errors.js'
import type { Expression } from '../expression/expression.js'
import { X32_BIT, X32_NUMBERS } from '../table/guards.js'
import type { Refusal } from '../table/row.js'
import { createGraph, type Graph, type Node } from './graph.js'
import { encode } from './instructions.js'
import { layout } from './layout.js'
import { lower } from './lower.js'
import { search } from './search.js'

/** A refusal, and when it is meant. */
export interface Clause {
  /** Without it, always. */
  readonly condition?: Expression | undefined
  readonly action: Refusal
}

/** For each call number the clauses, of which the first that holds decides. */
export type Refusals = ReadonlyMap<number, readonly Clause[]>

/** What the kernel takes at most. */
export const MAX_INSTRUCTIONS = 4096

const ALLOW = 0x7fff0000
const KILL_PROCESS = 0x80000000
const ERRNO: Readonly<Record<Refusal, number>> = { EPERM: 0x00050001, ENOSYS: 0x00050026 }

const NUMBER = 0
const ARCHITECTURE = 4

/**
 * The bytes of a filter that refuses the given calls and allows all others.
 *
 * @throws SandboxError `FILTER_TOO_LONG`
 */
export function compile(arch: Arch, refusals: Refusals): Uint8Array {
  const graph = createGraph()
  const program = layout(guarded(graph, arch, refusals))
  if (program.length > MAX_INSTRUCTIONS) throw filterTooLong(program.length, MAX_INSTRUCTIONS)
  return encode(program)
}

// THREAT: before the architecture is known, a number may be any call; so nothing else is asked first.
function guarded(graph: Graph, arch: Arch, refusals: Refusals): Node {
  const calls = arch === 'x64' ? withoutX32(graph, refusals) : searched(graph, refusals, new Map())
  const isOurs = {
    word: ARCHITECTURE,
    mask: undefined,
    test: 'equal',
    value: ARCHITECTURES[arch].token,
  } as const
  return graph.branch(isOurs, calls, graph.answer(KILL_PROCESS))
}

function withoutX32(graph: Graph, refusals: Refusals): Node {
  const refused = graph.answer(ERRNO.EPERM)
  const { first, last } = X32_NUMBERS
  const numbers = Array.from({ length: last - first + 1 }, (_, index) => [first + index, refused] as const)
  const hasBit = { word: NUMBER, mask: undefined, test: 'any-bit', value: X32_BIT } as const
  return graph.branch(hasBit, refused, searched(graph, refusals, new Map(numbers)))
}

function searched(graph: Graph, refusals: Refusals, others: ReadonlyMap<number, Node>): Node {
  const allow = graph.answer(ALLOW)
  const nodes = new Map(others)
  for (const [number, clauses] of refusals) {
    const node = clauses.reduceRight<Node>((otherwise, { condition, action }) => {
      const refused = graph.answer(ERRNO[action])
      return condition === undefined ? refused : lower(graph, condition, refused, otherwise)
    }, allow)
    nodes.set(number, node)
  }
  return search(graph, nodes, allow)
}
