/** Random calls that may reach the kernel: whatever their arguments, they change nothing. */

import fc from 'fast-check'
import type { CallName } from '../../src/architecture.js'
import type { RealCall } from './probe.js'
import { anyArgument } from './random.js'

const BAD = 0xffffffffffffffffn

/** What stays fixed keeps the call harmless; the rest is random. */
const HARMLESS: readonly (readonly [CallName, readonly (bigint | 'any')[]])[] = [
  ['socket', ['any', 'any', 'any']],
  ['socket', ['any', 'any', 'any']],
  ['socketpair', ['any', 'any', 'any', BAD]],
  ['ioctl', [BAD, 'any', 'any']],
  ['bind', [BAD, BAD, 'any']],
  ['connect', [BAD, BAD, 'any']],
  ['listen', [BAD, 'any']],
  ['accept', [BAD, 'any', 'any']],
  ['accept4', [BAD, 'any', 'any', 'any']],
  ['sendto', [BAD, BAD, 0n, 'any', BAD, 0n]],
  ['sendmsg', [BAD, BAD, 'any']],
  ['sendmmsg', [BAD, BAD, 'any', 'any']],
  ['read', [BAD, 'any', 'any']],
  ['write', [BAD, 'any', 'any']],
  ['close', [BAD]],
  ['openat', ['any', BAD, 'any', 'any']],
  ['personality', ['any']],
  ['unshare', ['any']],
  ['ptrace', [BAD, BAD, BAD, BAD]],
  ['mount', [BAD, BAD, BAD, BAD, BAD]],
  ['io_uring_setup', [BAD, BAD]],
  ['clone3', [BAD, BAD]],
]

/** CLONE_SIGHAND without CLONE_VM: no process comes of it. */
const CHILDLESS = { set: 0x800n, clear: 0x100n }

/** A call that can be made on any machine, as anybody. */
export function harmlessCall(numbers: Readonly<Partial<Record<CallName, number>>>): fc.Arbitrary<RealCall> {
  const fixed = HARMLESS.map(([call, pattern]) => {
    const args = pattern.map((part) => (part === 'any' ? anyArgument : fc.constant(part)))
    return fc.tuple(...args).map((values) => ({ nr: numbers[call] ?? -1, args: values }))
  })
  const clone = anyArgument.map((flags) => ({
    nr: numbers.clone ?? -1,
    args: [(flags | CHILDLESS.set) & ~CHILDLESS.clear],
  }))
  return fc.oneof(clone, ...fixed)
}
