/**
 * Conditions on the arguments of a system call, as trees.
 *
 * THREAT: an argument register holds 64 bits, but the kernel reads only the low 32 of an `int`. A filter that compares
 * all 64 there is passed by with one high bit; one that compares 32 of a `long` overlooks half of it. So the width is
 * part of an operand's type, and a 64-bit operand takes no 32-bit constant.
 */

/** The bits that the kernel reads of an argument. */
export type Width = 32 | 64

/** The numbers of a width: `number` for 32 bits, `bigint` for 64. */
export type Value<W extends Width> = W extends 32 ? number : bigint

/** The place of an argument, from 0. */
export type ArgumentIndex = 0 | 1 | 2 | 3 | 4 | 5

/** An argument, of which only some bits may count. */
export interface Operand<W extends Width> {
  readonly width: W
  readonly index: ArgumentIndex
  /** What the kernel calls it. */
  readonly name: string
  /** The bits that count. */
  readonly mask?: Constant<W>
}

/** A number with the name it has in the kernel's headers. */
export interface Constant<W extends Width> {
  readonly name: string
  readonly value: Value<W>
}

/** Is the operand one of the constants? */
export interface OneOf<W extends Width> {
  readonly kind: 'one-of'
  readonly operand: Operand<W>
  readonly constants: readonly Constant<W>[]
}

/** Does the operand have any of the bits? */
export interface AnyBit<W extends Width> {
  readonly kind: 'any-bit'
  readonly operand: Operand<W>
  readonly bits: Constant<W>
}

/** A condition on the arguments of a call. */
export type Expression =
  | OneOf<32>
  | OneOf<64>
  | AnyBit<32>
  | AnyBit<64>
  | { readonly kind: 'all' | 'any'; readonly of: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'named'; readonly name: string; readonly of: Expression }
