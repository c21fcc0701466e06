/** Runs a filter on a call, as the kernel does. Shares nothing with the compiler, so that each can check the other. */

/** A system call as a filter sees it. */
export interface SimulatedCall {
  /** `AUDIT_ARCH_…`: 0xc000003e for x64, 0xc00000b7 for arm64. */
  readonly arch: number
  readonly nr: number
  /** Up to six; what is left out is 0. */
  readonly args?: readonly bigint[] | undefined
}

/** What a filter answers, and after how many instructions. */
export type SimulatedAnswer = { readonly steps: number } & (
  | { readonly action: 'allow' | 'kill-process' }
  | { readonly action: 'errno'; readonly errno: number }
)

/**
 * What the filter says to the call.
 *
 * @throws RangeError for a program that the kernel would not take
 * @example
 * simulate(buildFilter({ egress: 'none', arch: 'x64' }), { arch: 0xc000003e, nr: 101 }) // ptrace
 * // { action: 'errno', errno: 1, steps: 11 }
 */
export function simulate(filter: Uint8Array, call: SimulatedCall): SimulatedAnswer {
  const program = new DataView(filter.buffer, filter.byteOffset, filter.byteLength)
  const memory = layOut(call)
  let accumulator = 0
  let at = 0
  for (let steps = 1; at * 8 < program.byteLength; steps++) {
    const code = program.getUint16(at * 8, true)
    const k = program.getUint32(at * 8 + 4, true)
    const ifTrue = program.getUint8(at * 8 + 2)
    const ifFalse = program.getUint8(at * 8 + 3)
    at++
    switch (code) {
      case 0x20: // A = word at k
        accumulator = memory.getUint32(k, true)
        break
      case 0x54: // A &= k
        accumulator = (accumulator & k) >>> 0
        break
      case 0x05: // go k further
        at += k
        break
      case 0x15: // A == k
        at += accumulator === k ? ifTrue : ifFalse
        break
      case 0x35: // A >= k
        at += accumulator >= k ? ifTrue : ifFalse
        break
      case 0x45: // A & k
        at += (accumulator & k) !== 0 ? ifTrue : ifFalse
        break
      case 0x06:
        return { ...meaning(k), steps }
      default:
        throw new RangeError(`instruction ${at - 1} has the unknown code 0x${code.toString(16)}`)
    }
  }
  throw new RangeError('the program runs past its end')
}

/** `struct seccomp_data`, little endian. The instruction pointer stays 0. */
function layOut({ nr, arch, args = [] }: SimulatedCall): DataView {
  const memory = new DataView(new ArrayBuffer(64))
  memory.setUint32(0, nr, true)
  memory.setUint32(4, arch, true)
  args.forEach((value, index) => {
    memory.setBigUint64(16 + 8 * index, BigInt.asUintN(64, value), true)
  })
  return memory
}

function meaning(value: number) {
  const action = (value & 0xffff0000) >>> 0
  if (action === 0x7fff0000) return { action: 'allow' } as const
  if (action === 0x80000000) return { action: 'kill-process' } as const
  if (action === 0x00050000) return { action: 'errno', errno: value & 0xffff } as const
  throw new RangeError(`the program returns the unknown value 0x${value.toString(16)}`)
}
