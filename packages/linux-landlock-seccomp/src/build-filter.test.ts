import { expect, test } from 'vitest'
import { everyOption, name } from '../test/support/options.js'
import { ARCHITECTURES, type Arch, type CallName } from './architecture.js'
import { buildFilter } from './build-filter.js'
import type { FilterOptions } from './options.js'
import { simulate } from './simulate.js'
import { verify } from './verify.js'

const none: FilterOptions = { egress: 'none', arch: 'x64' }

/** `allow`, `kill-process`, or the number of the errno. */
function answer(options: FilterOptions, call: CallName, ...args: readonly (number | bigint)[]) {
  const { token, calls } = ARCHITECTURES[options.arch]
  const nr = calls[call]
  if (nr === undefined) throw new Error(`${options.arch} has no ${call}`)
  const result = simulate(buildFilter(options), { arch: token, nr, args: args.map(BigInt) })
  return result.action === 'errno' ? result.errno : result.action
}

test.each(everyOption.map((options) => [name(options), options] as const))(
  'the filter for %s is sound',
  (_, options) => {
    expect(verify(buildFilter(options))).toEqual([])
  },
)

test.each(['x64', 'arm64'] as const)('the common calls cost at most twelve instructions: %s', (arch) => {
  const filter = buildFilter({ egress: 'none', arch })
  const { token, calls } = ARCHITECTURES[arch]
  const common: readonly CallName[] = ['read', 'write', 'close', 'mmap', 'futex', 'openat', 'getpid']
  for (const call of common) {
    expect(simulate(filter, { arch: token, nr: calls[call] ?? -1 }).steps, call).toBeLessThanOrEqual(12)
  }
})

test('equal options give equal bytes', () => {
  expect(buildFilter(none)).toEqual(buildFilter({ ...none, allowNestedUserns: false, unixSockets: false }))
})

test('a mode or architecture that does not exist is an error, not an open filter', () => {
  const bad = (options: unknown) => () => buildFilter(options as FilterOptions)
  expect(bad({ egress: 'off', arch: 'x64' })).toThrow('a system call filter cannot have egress "off"')
  expect(bad({ egress: 'none', arch: 'ia32' })).toThrow('a system call filter cannot have arch "ia32"')
  expect(bad({ egress: 'none', arch: 'toString' })).toThrow('cannot have arch')
})

test.each<Arch>(['x64', 'arm64'])('a call of another architecture kills the process: %s', (arch) => {
  const filter = buildFilter({ egress: 'full', arch, allowNestedUserns: true })
  for (const token of [0x40000003, 0x40000028, 0, arch === 'x64' ? 0xc00000b7 : 0xc000003e]) {
    expect(simulate(filter, { arch: token, nr: 0 }).action).toBe('kill-process')
  }
})

test('numbers of the x32 ABI are refused, with the bit and without', () => {
  const filter = buildFilter({ egress: 'full', arch: 'x64', allowNestedUserns: true })
  const ask = (nr: number) => simulate(filter, { arch: 0xc000003e, nr })
  for (const nr of [0x40000000, 0x40000001, 0x40000200, 0x7fffffff, 512, 521, 547]) {
    expect(ask(nr), String(nr)).toMatchObject({ action: 'errno', errno: 1 })
  }
  for (const nr of [511, 548]) expect(ask(nr).action, String(nr)).toBe('allow')
})

test('bits that the kernel does not read neither open nor close anything', () => {
  const high = 0x1_0000_0000n
  expect(answer(none, 'ioctl', 0, high | 0x5412n)).toBe(1)
  expect(answer(none, 'ioctl', 0, high | 0x541cn)).toBe(1)
  expect(answer(none, 'ioctl', 0, high | 0x5401n)).toBe('allow')
  expect(answer(none, 'socket', high | 1n, high | 1n, high)).toBe('allow')
  expect(answer(none, 'socket', high | 2n, high | 1n)).toBe(1)
  expect(answer(none, 'clone', 0xffffffff_00000011n)).toBe('allow')
  expect(answer(none, 'clone', high | 0x10000011n)).toBe(1)
  expect(answer(none, 'personality', 0xffffffff_ffffffffn)).toBe('allow')
})

test('unshare can only stop sharing what is no namespace', () => {
  expect(answer(none, 'unshare', 0)).toBe('allow')
  expect(answer(none, 'unshare', 0x600)).toBe('allow')
  for (const bit of [0x80n, 0x20000n, 0x100000n, 0x10000000n, 0x20_0000_0000n]) {
    expect(answer(none, 'unshare', 0x200n | bit)).toBe(1)
  }
})

test('nested user namespaces lift what they need and nothing else', () => {
  const nested: FilterOptions = { ...none, allowNestedUserns: true }
  expect(answer(nested, 'unshare', 0x10000000)).toBe('allow')
  expect(answer(nested, 'clone', 0x10000011)).toBe('allow')
  expect(answer(nested, 'unshare', 0x10020000)).toBe(1)
  expect(answer(nested, 'clone', 0x10020011)).toBe(1)
  expect(answer(nested, 'clone3')).toBe(38)
  expect(answer(nested, 'setns', 3, 0x10000000)).toBe('allow')
  expect(answer(nested, 'setns', 3, 0)).toBe(1)
  expect(answer(nested, 'chroot')).toBe('allow')
  expect(answer(nested, 'mount')).toBe(1)
  expect(answer(nested, 'pivot_root')).toBe(1)
})

test('getifaddrs gets its netlink socket and its address in every mode', () => {
  for (const options of everyOption) {
    const flags = 0x80000
    expect(answer(options, 'socket', 16, 3 | flags, 0), name(options)).toBe('allow')
    expect(answer(options, 'bind', 3, 0, 12), name(options)).toBe('allow')
    for (const protocol of [4, 9, 12, 15, 16]) expect(answer(options, 'socket', 16, 3, protocol)).toBe(1)
  }
})
