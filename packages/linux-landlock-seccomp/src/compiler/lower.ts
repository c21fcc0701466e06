/** Turns a condition into branches on 32-bit words. */

import type { Constant, Expression, Operand, Width } from '../expression/expression.js'
import type { Graph, Node, Test } from './graph.js'

/** Where the arguments begin in `struct seccomp_data`; each has eight bytes, the low half first. */
const ARGUMENTS = 16

/** A node that goes to `yes` when the condition holds, else to `no`. */
export function lower(graph: Graph, expression: Expression, yes: Node, no: Node): Node {
  switch (expression.kind) {
    case 'one-of':
      return expression.constants.reduceRight<Node>(
        (otherwise, constant) => isEqual(graph, expression.operand, constant, yes, otherwise),
        no,
      )
    case 'any-bit':
      return hasBit(graph, expression.operand, expression.bits, yes, no)
    case 'all':
      return expression.of.reduceRight((next, part) => lower(graph, part, next, no), yes)
    case 'any':
      return expression.of.reduceRight((next, part) => lower(graph, part, yes, next), no)
    case 'not':
      return lower(graph, expression.of, no, yes)
    case 'named':
      return lower(graph, expression.of, yes, no)
  }
}

function isEqual(graph: Graph, operand: Operand<Width>, constant: Constant<Width>, yes: Node, no: Node) {
  const low = ask(graph, operand, 'low', 'equal', constant, yes, no)
  return operand.width === 32 ? low : ask(graph, operand, 'high', 'equal', constant, low, no)
}

function hasBit(graph: Graph, operand: Operand<Width>, bits: Constant<Width>, yes: Node, no: Node): Node {
  const low = ask(graph, operand, 'low', 'any-bit', bits, yes, no)
  return operand.width === 32 ? low : ask(graph, operand, 'high', 'any-bit', bits, yes, low)
}

type Half = 'low' | 'high'

function ask(
  graph: Graph,
  operand: Operand<Width>,
  half: Half,
  test: Test,
  constant: Constant<Width>,
  yes: Node,
  no: Node,
): Node {
  const word = ARGUMENTS + 8 * operand.index + (half === 'high' ? 4 : 0)
  const mask = operand.mask === undefined ? undefined : halfOf(operand.mask, half)
  return graph.branch({ word, mask, test, value: halfOf(constant, half) }, yes, no)
}

function halfOf({ value }: Constant<Width>, half: Half): number {
  const bits = BigInt.asUintN(64, BigInt(value))
  return Number(half === 'low' ? bits & 0xffffffffn : bits >> 32n)
}
