/** Says a condition in words, for the reference page. */

import type { Expression, Operand, Width } from './expression.js'

/** A condition as a phrase, such as "family is AF_UNIX and type & 0xf is SOCK_STREAM". */
export function renderExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'one-of':
      return `${renderOperand(expression.operand)} is ${list(expression.constants.map(({ name }) => name))}`
    case 'any-bit':
      return `${renderOperand(expression.operand)} has a bit of ${expression.bits.name}`
    case 'all':
      return expression.of.map(inGroup).join(' and ')
    case 'any':
      return expression.of.map(inGroup).join(' or ')
    case 'not':
      return `unless ${renderExpression(expression.of)}`
    case 'named':
      return expression.name
  }
}

/** The named conditions in an expression, each once. */
export function namedIn(expression: Expression): ReadonlyMap<string, Expression> {
  switch (expression.kind) {
    case 'one-of':
    case 'any-bit':
      return new Map()
    case 'all':
    case 'any':
      return new Map(expression.of.flatMap((part) => [...namedIn(part)]))
    case 'not':
      return namedIn(expression.of)
    case 'named':
      return new Map([[expression.name, expression.of]])
  }
}

function inGroup(expression: Expression): string {
  const text = renderExpression(expression)
  return expression.kind === 'all' || expression.kind === 'any' ? `(${text})` : text
}

function renderOperand({ name, mask }: Operand<Width>): string {
  return mask === undefined ? name : `${name} & ${mask.name}`
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}
