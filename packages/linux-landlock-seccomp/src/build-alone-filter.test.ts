import { expect, test } from 'vitest'
import { ARCHITECTURES, type Arch, type CallName } from './architecture.js'
import { buildAloneFilter } from './build-alone-filter.js'
import { simulate } from './simulate.js'
import { verify } from './verify.js'

test.each(['x64', 'arm64'] as const)('%s: only what reaches beyond the command is refused', (arch: Arch) => {
  const filter = buildAloneFilter(arch)
  const { token, calls } = ARCHITECTURES[arch]
  const numbers: Readonly<Partial<Record<CallName, number>>> = calls
  const answer = (call: CallName, ...args: bigint[]) =>
    simulate(filter, { arch: token, nr: numbers[call] ?? -1, args }).action
  expect(verify(filter)).toEqual([])
  expect(answer('prlimit64', 7n, 0n, 0x1000n, 0n)).toBe('errno')
  expect(answer('prlimit64', 7n, 0n, 1n << 32n, 0n)).toBe('errno')
  expect(answer('prlimit64', 0n, 0n, 0x1000n, 0n)).toBe('allow')
  expect(answer('prlimit64', 7n, 0n, 0n, 0x1000n)).toBe('allow')
  for (const call of ['shmat', 'semget', 'msgsnd', 'mq_open'] as const) expect(answer(call)).toBe('errno')
  for (const call of ['execve', 'write', 'seccomp', 'prctl', 'memfd_create'] as const) {
    expect(answer(call)).toBe('allow')
  }
})
