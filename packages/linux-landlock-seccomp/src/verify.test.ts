import { describe, expect, test } from 'vitest'
import { buildFilter } from './build-filter.js'
import { simulate } from './simulate.js'
import { verify } from './verify.js'

type Line = readonly [code: number, jt: number, jf: number, k: number]

const LOAD_ARCHITECTURE: Line = [0x20, 0, 0, 4]
const LOAD_NUMBER: Line = [0x20, 0, 0, 0]
const ALLOW: Line = [0x06, 0, 0, 0x7fff0000]
const KILL: Line = [0x06, 0, 0, 0x80000000]
const EPERM: Line = [0x06, 0, 0, 0x00050001]
/** Goes on for our architecture, else to the given distance. */
const isOurs = (otherwise: number): Line => [0x15, 0, otherwise, 0xc000003e]

function program(...lines: readonly Line[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(lines.length * 8))
  lines.forEach(([code, jt, jf, k], at) => {
    view.setUint16(at * 8, code, true)
    view.setUint8(at * 8 + 2, jt)
    view.setUint8(at * 8 + 3, jf)
    view.setUint32(at * 8 + 4, k, true)
  })
  return new Uint8Array(view.buffer)
}

const guarded = (...lines: readonly Line[]) =>
  program(LOAD_ARCHITECTURE, isOurs(lines.length), ...lines, KILL)

test('a small sound program has no faults', () => {
  expect(verify(guarded(LOAD_NUMBER, [0x15, 1, 0, 101], ALLOW, EPERM))).toEqual([])
  expect(verify(guarded(LOAD_NUMBER, [0x54, 0, 0, 0xff], [0x45, 0, 1, 1], EPERM, ALLOW))).toEqual([])
})

describe('a broken program is told what is wrong with it', () => {
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', program(), /^0 bytes are no whole number of instructions/],
    ['half an instruction', program(ALLOW).subarray(0, 4), /^4 bytes/],
    ['too long', program(...Array<Line>(4097).fill(ALLOW)), /^4097 instructions are more than/],
    [
      'an end without an answer',
      guarded(LOAD_NUMBER).subarray(0, 24),
      /^instruction 1 leads past the end, to 3/,
    ],
    [
      'a last load',
      program(LOAD_ARCHITECTURE, isOurs(0), KILL, LOAD_NUMBER),
      /^instruction 3 leads past the end/,
    ],
    ['a test past the end', guarded(LOAD_NUMBER, [0x15, 9, 0, 1], ALLOW), /leads past the end, to 13/],
    ['a jump past the end', guarded([0x05, 0, 0, 7]), /^instruction 2 leads past the end, to 10/],
    ['a jump backwards by overflow', guarded([0x05, 0, 0, 0xffffffff]), /leads past the end/],
    ['a load between words', guarded([0x20, 0, 0, 2], ALLOW), /^instruction 2 loads offset 2/],
    ['a load past the call', guarded([0x20, 0, 0, 64], ALLOW), /^instruction 2 loads offset 64/],
    ['a store', guarded([0x02, 0, 0, 0], ALLOW), /^instruction 2 has the code 0x2, which/],
    ['a load of a byte', guarded([0x30, 0, 0, 0], ALLOW), /^instruction 2 has the code 0x30/],
    ['a division', guarded([0x34, 0, 0, 0], ALLOW), /^instruction 2 has the code 0x34/],
    ['an answer that asks a tracer', guarded([0x06, 0, 0, 0x7ff00000]), /^instruction 2 returns 0x7ff00000/],
    ['an errno of 0', guarded([0x06, 0, 0, 0x00050000]), /^instruction 2 returns 0x50000/],
    ['an errno beyond all', guarded([0x06, 0, 0, 0x00051000]), /^instruction 2 returns 0x51000/],
    [
      'no architecture',
      program(LOAD_NUMBER, [0x15, 0, 1, 1], EPERM, ALLOW),
      /^the program does not begin by/,
    ],
    [
      'a foreign one allowed',
      program(LOAD_ARCHITECTURE, isOurs(1), EPERM, ALLOW),
      /^the program does not kill/,
    ],
    ['dead code', guarded([0x05, 0, 0, 1], EPERM, ALLOW), /^instruction 3 is never reached/],
  ])('%s', (_, bytes, fault) => {
    expect(verify(bytes)[0]).toMatch(fault)
  })

  test('a value that is used before it is loaded', () => {
    expect(verify(program([0x15, 0, 1, 1], ALLOW, KILL))[0]).toMatch(/does not begin/)
  })
})

test('one changed byte anywhere in a filter is noticed, or changes an answer only within the program', () => {
  const filter = buildFilter({ egress: 'none', arch: 'x64' })
  for (let at = 0; at < filter.length; at += 8) {
    const broken = filter.slice()
    broken[at] = (broken[at] ?? 0) ^ 0x80
    expect(verify(broken), `instruction ${at / 8}`).not.toEqual([])
  }
})

describe('the simulator', () => {
  const call = { arch: 0xc000003e, nr: 0 }

  test('counts its steps and reads a part of a larger buffer', () => {
    const bytes = new Uint8Array([...program(KILL), ...guarded(ALLOW)]).subarray(8)
    expect(simulate(bytes, call)).toEqual({ action: 'allow', steps: 3 })
    expect(simulate(bytes, { ...call, arch: 1 })).toEqual({ action: 'kill-process', steps: 3 })
  })

  test.each<[string, Uint8Array, RegExp]>([
    ['an unknown code', program([0x30, 0, 0, 0]), /instruction 0 has the unknown code 0x30/],
    ['an unknown answer', program([0x06, 0, 0, 0]), /returns the unknown value 0x0/],
    ['no answer', program(LOAD_NUMBER), /runs past its end/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => simulate(bytes, call)).toThrow(message)
  })
})
