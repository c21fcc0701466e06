/** The few BPF instructions a filter is made of, and their bytes. */

import type { Test } from './graph.js'

/** One `struct sock_filter`. */
export interface Instruction {
  readonly code: number
  readonly jt: number
  readonly jf: number
  readonly k: number
}

const TESTS: Readonly<Record<Test, number>> = { equal: 0x15, 'at-least': 0x35, 'any-bit': 0x45 }

export const load = (word: number): Instruction => ({ code: 0x20, jt: 0, jf: 0, k: word })
export const mask = (bits: number): Instruction => ({ code: 0x54, jt: 0, jf: 0, k: bits })
export const jump = (distance: number): Instruction => ({ code: 0x05, jt: 0, jf: 0, k: distance })
export const ret = (value: number): Instruction => ({ code: 0x06, jt: 0, jf: 0, k: value })
export const test = (kind: Test, value: number, jt: number, jf: number): Instruction => ({
  code: TESTS[kind],
  jt,
  jf,
  k: value,
})

/** The bytes of a program, as x64 and arm64 lay them out: little endian. */
export function encode(program: readonly Instruction[]): Uint8Array {
  const bytes = new Uint8Array(program.length * 8)
  const view = new DataView(bytes.buffer)
  program.forEach(({ code, jt, jf, k }, index) => {
    view.setUint16(index * 8, code, true)
    view.setUint8(index * 8 + 2, jt)
    view.setUint8(index * 8 + 3, jf)
    view.setUint32(index * 8 + 4, k, true)
  })
  return bytes
}
