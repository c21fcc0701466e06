/** Random calls that are likely to meet the table: its calls, and the values its conditions ask for. */

import fc from 'fast-check'
import { ARCHITECTURES, type Arch } from '../../src/architecture.js'
import { TABLE } from '../../src/table/table.js'

const FAMILIES_TYPES_PROTOCOLS = [0, 1, 2, 3, 4, 5, 6, 10, 12, 16, 17, 33, 38, 40, 58, 132, 136, 262]
const FLAGS = [0x80, 0x200, 0x800, 0x20000, 0x100000, 0x80000, 0x2000000, 0x10000000, 0x20000000, 0x7e020080]
const REQUESTS = [0x5401, 0x5412, 0x541c, 8, 0x20008, 0x40000, 0x400000, 0xffffffff]
const HIGH = [0n, 0n, 0n, 1n << 32n, 0xffffffffn << 32n, 0x20n << 32n]

const pool = [...FAMILIES_TYPES_PROTOCOLS, ...FLAGS, ...REQUESTS].map(BigInt)

/** A value a condition may ask about, or any other. */
export const anyArgument: fc.Arbitrary<bigint> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...pool) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...pool), fc.constantFrom(...pool), fc.constantFrom(...HIGH))
      .map(([a, b, high]) => a | b | high),
  },
  { weight: 1, arbitrary: fc.bigInt(0n, (1n << 64n) - 1n) },
)

/** Any call by number, with any arguments. */
export function anyCall(arch: Arch) {
  const numbers: Readonly<Record<string, number>> = ARCHITECTURES[arch].calls
  const named = TABLE.flatMap(({ rows }) => rows.flatMap(({ calls }) => calls))
  const inTable = named.flatMap((call) => numbers[call] ?? [])
  const conditional = ['socket', 'socketpair', 'bind', 'clone', 'unshare', 'ioctl', 'personality', 'sendto']
  return fc.record({
    nr: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...conditional.flatMap((call) => numbers[call] ?? [])) },
      { weight: 3, arbitrary: fc.constantFrom(...inTable) },
      { weight: 3, arbitrary: fc.integer({ min: 0, max: 600 }) },
      { weight: 1, arbitrary: fc.nat(0x7fffffff) },
    ),
    args: fc.array(anyArgument, { minLength: 6, maxLength: 6 }),
  })
}
