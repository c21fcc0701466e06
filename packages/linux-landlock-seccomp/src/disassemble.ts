/** Writes a filter down for people. */

import { constants } from 'node:os'
import { ARCHITECTURES, type Arch } from './architecture.js'

const WORDS: Readonly<Record<number, string>> = {
  0: 'number',
  4: 'architecture',
  8: 'address',
  12: 'address (high)',
}

/**
 * One line for each instruction: its place, and what it does.
 *
 * @example
 * console.log(disassemble(buildFilter({ egress: 'none', arch: 'x64' }), 'x64'))
 * //    0  load architecture
 * //    1  if it is 0xc000003e (x64) go to 3, else go on
 * //    2  kill the process
 */
export function disassemble(filter: Uint8Array, arch: Arch): string {
  const view = new DataView(filter.buffer, filter.byteOffset, filter.byteLength)
  const lines: string[] = []
  const reader = createReader(arch)
  for (let at = 0; at * 8 + 8 <= view.byteLength; at++) {
    const code = view.getUint16(at * 8, true)
    const k = view.getUint32(at * 8 + 4, true)
    const ways = [at + 1 + view.getUint8(at * 8 + 2), at + 1 + view.getUint8(at * 8 + 3)] as const
    lines.push(`${String(at).padStart(4)}  ${reader(at, code, k, ways)}`)
  }
  return `${lines.join('\n')}\n`
}

/** Reads instructions in order and remembers which word was loaded last, to name what it is compared with. */
function createReader(arch: Arch) {
  const numbers = Object.entries(ARCHITECTURES[arch].calls)
  const calls = new Map(numbers.map(([name, number]) => [number, name]))
  const compared = new Map<number, string>()
  let word = ''
  return (at: number, code: number, k: number, ways: readonly [number, number]): string => {
    word = compared.get(at) ?? word
    const go = (comparison: string) => {
      for (const way of ways) compared.set(way, compared.get(way) ?? word)
      return `if it ${comparison} ${goes(at, ways[0])}, else ${goes(at, ways[1])}`
    }
    switch (code) {
      case 0x20:
        word = nameOfWord(k)
        return `load ${word}`
      case 0x54:
        return `keep ${hex(k)} of it`
      case 0x05:
        compared.set(at + 1 + k, compared.get(at + 1 + k) ?? word)
        return `go to ${at + 1 + k}`
      case 0x15:
        return go(`is ${nameOfValue(word, k, calls)}`)
      case 0x35:
        return go(`is at least ${nameOfValue(word, k, calls)}`)
      case 0x45:
        return go(`has a bit of ${hex(k)}`)
      case 0x06:
        return nameOfAnswer(k)
      default:
        return `unknown code ${hex(code)}`
    }
  }
}

function goes(at: number, way: number): string {
  return way === at + 1 ? 'go on' : `go to ${way}`
}

function nameOfWord(offset: number): string {
  const named = WORDS[offset]
  return named ?? `argument ${(offset - 16) >> 3}${offset % 8 === 0 ? '' : ' (high)'}`
}

function nameOfValue(word: string, value: number, calls: ReadonlyMap<number, string>): string {
  if (word === 'number') return calls.has(value) ? `${value} (${calls.get(value)})` : String(value)
  const architecture = Object.entries(ARCHITECTURES).find(([, { token }]) => token === value)
  return word === 'architecture' && architecture !== undefined
    ? `${hex(value)} (${architecture[0]})`
    : hex(value)
}

function nameOfAnswer(value: number): string {
  if (value === 0x7fff0000) return 'allow'
  if (value === 0x80000000) return 'kill the process'
  const errno = value - 0x00050000
  const name = Object.entries(constants.errno).find(([, number]) => number === errno)?.[0]
  return name === undefined ? `return ${hex(value)}` : `refuse with ${name}`
}

function hex(value: number): string {
  return `0x${value.toString(16)}`
}
