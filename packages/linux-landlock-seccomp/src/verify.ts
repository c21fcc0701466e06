/**
 * Checks that bytes are a sound filter, without knowing how it was made: every jump leads forward and stays inside,
 * every path ends in a known answer, nothing is loaded but words of the call, and the architecture comes first.
 */

const LOAD = 0x20
const AND = 0x54
const JUMP = 0x05
const TESTS: readonly number[] = [0x15, 0x35, 0x45]
const RETURN = 0x06

/** Bytes of `struct seccomp_data`. */
const CALL_SIZE = 64
const ARCHITECTURE = 4
const MAX_INSTRUCTIONS = 4096
const MAX_ERRNO = 4095

interface Decoded {
  readonly at: number
  readonly code: number
  readonly jt: number
  readonly jf: number
  readonly k: number
}

/**
 * Everything that is wrong with the filter, one sentence each; empty for a sound one.
 *
 * @example
 * const faults = verify(filter)
 * if (faults.length > 0) throw new Error(faults.join('\n'))
 */
export function verify(filter: Uint8Array): readonly string[] {
  if (filter.length === 0 || filter.length % 8 !== 0) {
    return [`${filter.length} bytes are no whole number of instructions`]
  }
  const program = decode(filter)
  if (program.length > MAX_INSTRUCTIONS) {
    return [`${program.length} instructions are more than the ${MAX_INSTRUCTIONS} that the kernel takes`]
  }
  const faults = program.flatMap((instruction) => faultsOf(instruction, program.length))
  return faults.length > 0 ? faults : [...guardFaults(program), ...pathFaults(program)]
}

function decode(filter: Uint8Array): Decoded[] {
  const view = new DataView(filter.buffer, filter.byteOffset, filter.byteLength)
  return Array.from({ length: filter.length / 8 }, (_, at) => ({
    at,
    code: view.getUint16(at * 8, true),
    jt: view.getUint8(at * 8 + 2),
    jf: view.getUint8(at * 8 + 3),
    k: view.getUint32(at * 8 + 4, true),
  }))
}

function faultsOf(instruction: Decoded, length: number): string[] {
  const { at, code, k } = instruction
  const outside = successors(instruction).filter((next) => next >= length)
  if (outside.length > 0) return [`instruction ${at} leads past the end, to ${outside.join(' and ')}`]
  if (code === LOAD && (k % 4 !== 0 || k >= CALL_SIZE)) return [`instruction ${at} loads offset ${k}`]
  if (code === RETURN && !isKnownAnswer(k)) return [`instruction ${at} returns 0x${k.toString(16)}`]
  const isKnown = [LOAD, AND, JUMP, RETURN, ...TESTS].includes(code)
  return isKnown ? [] : [`instruction ${at} has the code 0x${code.toString(16)}, which no filter needs`]
}

/** Where the program can go on; never backwards, as distances have no sign. */
function successors({ at, code, jt, jf, k }: Decoded): number[] {
  if (code === RETURN) return []
  if (code === JUMP) return [at + 1 + k]
  return TESTS.includes(code) ? [at + 1 + jt, at + 1 + jf] : [at + 1]
}

function isKnownAnswer(value: number): boolean {
  const errno = value - 0x00050000
  return value === 0x7fff0000 || value === 0x80000000 || (errno > 0 && errno <= MAX_ERRNO)
}

/** A number means nothing before the architecture is known. */
function guardFaults(program: readonly Decoded[]): string[] {
  const [first, second] = program
  if (first?.code !== LOAD || first.k !== ARCHITECTURE || second?.code !== 0x15) {
    return ['the program does not begin by comparing the architecture']
  }
  const other = program[2 + second.jf]
  const kills = other?.code === RETURN && other.k === 0x80000000
  return kills ? [] : ['the program does not kill a process of another architecture']
}

/** Every instruction is reached, and none tests or masks before something was loaded on each way to it. */
function pathFaults(program: readonly Decoded[]): string[] {
  const loaded = new Map<number, boolean>([[0, false]])
  const faults: string[] = []
  for (const instruction of program) {
    const { at, code } = instruction
    const arrives = loaded.get(at)
    if (arrives === undefined) {
      faults.push(`instruction ${at} is never reached`)
      continue
    }
    if (!arrives && (code === AND || TESTS.includes(code))) {
      faults.push(`instruction ${at} uses a value that was not loaded`)
    }
    for (const next of successors(instruction)) {
      loaded.set(next, (arrives || code === LOAD) && (loaded.get(next) ?? true))
    }
  }
  return faults
}
