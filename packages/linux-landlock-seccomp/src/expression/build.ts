/** Words to write conditions with; see `expression.ts` for what they make. */

import type { ArgumentIndex, Constant, Expression, Operand, Value, Width } from './expression.js'

/**
 * An argument that the kernel reads as an `int` or `unsigned`: its high half does not count.
 *
 * @example
 * oneOf(arg32(1, 'request'), constant('TIOCSTI', 0x5412))
 */
export function arg32(index: ArgumentIndex, name: string): Operand<32> {
  return { width: 32, index, name }
}

/**
 * An argument that the kernel reads as a `long` or a pointer.
 *
 * @example
 * anyBit(arg64(0, 'flags'), constant('CLONE_NEWUSER', 0x10000000n))
 */
export function arg64(index: ArgumentIndex, name: string): Operand<64> {
  return { width: 64, index, name }
}

/** The same operand with only the bits of the mask. */
export function masked<W extends Width>(operand: Operand<W>, mask: Constant<NoInfer<W>>): Operand<W> {
  return { ...operand, mask }
}

/** A named number: a `number` to compare with 32 bits, a `bigint` to compare with 64. */
export function constant(name: string, value: number): Constant<32>
export function constant(name: string, value: bigint): Constant<64>
export function constant(name: string, value: number | bigint): Constant<Width> {
  return { name, value }
}

/** True when the operand is one of the constants. */
export function oneOf(operand: Operand<32>, ...constants: readonly Constant<32>[]): Expression
export function oneOf(operand: Operand<64>, ...constants: readonly Constant<64>[]): Expression
export function oneOf(operand: Operand<Width>, ...constants: readonly Constant<Width>[]): Expression {
  return { kind: 'one-of', operand, constants } as Expression
}

/** True when the operand has any of the bits. */
export function anyBit(operand: Operand<32>, bits: Constant<32>): Expression
export function anyBit(operand: Operand<64>, bits: Constant<64>): Expression
export function anyBit(operand: Operand<Width>, bits: Constant<Width>): Expression {
  return { kind: 'any-bit', operand, bits } as Expression
}

/** All bits of the constants as one; its name lists theirs. */
export function union32(...constants: readonly Constant<32>[]): Constant<32> {
  return constant(names(constants), constants.reduce((bits, { value }) => bits | value, 0) >>> 0)
}

/** Every one of the 64 bits that none of the constants has. */
export function except64(...constants: readonly Constant<64>[]): Constant<64> {
  const bits = constants.reduce((all: Value<64>, { value }) => all | value, 0n)
  return constant(`any but ${names(constants)}`, BigInt.asUintN(64, ~bits))
}

/** True when each of the conditions is. */
export function all(...of: readonly Expression[]): Expression {
  return { kind: 'all', of }
}

/** True when at least one of the conditions is. */
export function any(...of: readonly Expression[]): Expression {
  return { kind: 'any', of }
}

/** True when the condition is not. */
export function not(of: Expression): Expression {
  return { kind: 'not', of }
}

/** The condition under a name, which stands for it where people read it. */
export function named(name: string, of: Expression): Expression {
  return { kind: 'named', name, of }
}

function names(constants: readonly Constant<Width>[]): string {
  return constants.map(({ name }) => name).join(', ')
}
