/** What every filter checks before it looks at the call: that the number means what the table thinks it means. */

import type { Arch } from '../architecture.js'

/** A check that stands before the table. */
export interface Guard {
  readonly subject: string
  readonly arch: readonly Arch[]
  readonly action: 'kill the process' | 'EPERM'
  readonly why: string
}

/** Set in the number of each call of the x32 ABI. */
export const X32_BIT = 0x40000000

/** Numbers of the x32 ABI that kernels before 5.4 also take without {@link X32_BIT}. */
export const X32_NUMBERS = { first: 512, last: 547 } as const

/** In the order in which they are made. */
export const GUARDS: readonly Guard[] = [
  {
    subject: 'a call of another architecture (`int 0x80` on x64, 32-bit programs)',
    arch: ['x64', 'arm64'],
    action: 'kill the process',
    why: 'the same number is another call there, so the table would say nothing about it',
  },
  {
    subject: 'a number of the x32 ABI: with bit 30 set, or 512 to 547',
    arch: ['x64'],
    action: 'EPERM',
    why: 'the same calls under other numbers; kernels before 5.4 take 512 to 547 without the bit too',
  },
]
