/** The filters that a spec brings along: they hold for the command and all it starts, not for the stage. */

import { afterAll, describe, expect, test } from 'vitest'
import {
  attempts,
  compileProbe,
  identities,
  innerPid,
  outcomes,
  runSpec,
  type SpecRecord,
  spec,
} from './sandbox.js'

const probe = compileProbe()
afterAll(() => probe.remove())

const numbers = {
  x64: { chroot: 161, kill: 62, sethostname: 170, seccomp: 317, fork: 56 },
  arm64: { chroot: 51, kill: 129, sethostname: 161, seccomp: 277, fork: 220 },
}[process.arch as 'x64' | 'arm64']

const LOAD_NUMBER = [0x20, 0, 0, 0] as const
const ALLOW = [0x06, 0, 0, 0x7fff0000] as const
const answer = (errno: number) => [0x06, 0, 0, 0x00050000 | errno] as const
const { EDOM, ERANGE } = { EDOM: 33, ERANGE: 34 }

type Instruction = readonly [code: number, whenTrue: number, whenFalse: number, operand: number]

function hex(...program: readonly Instruction[]): string {
  const bytes = Buffer.alloc(program.length * 8)
  program.forEach(([code, whenTrue, whenFalse, operand], index) => {
    bytes.writeUInt16LE(code, index * 8)
    bytes.writeUInt8(whenTrue, index * 8 + 2)
    bytes.writeUInt8(whenFalse, index * 8 + 3)
    bytes.writeUInt32LE(operand, index * 8 + 4)
  })
  return bytes.toString('hex')
}

/** A filter that answers one call with an errno which nothing else would give. */
const refusing = (number: number, errno: number): SpecRecord => [
  'seccomp',
  hex(LOAD_NUMBER, [0x15, 0, 1, number], answer(errno), ALLOW),
]

describe.each(identities)('as $name', (identity) => {
  const run = (records: readonly SpecRecord[], ...argv: readonly string[]) =>
    runSpec(spec(records, argv), { identity })
  const field = (name: string, pid: string) => `grep -o '^${name}:.*' /proc/${pid}/status | cut -f2`

  test('the command gets the filter’s answer, and without the filter the kernel’s', async () => {
    const chroot = attempts(['chroot', '/'])
    expect(outcomes((await run([], probe.path, ...chroot)).stdout)).toEqual(['EPERM'])
    const filtered = await run([refusing(numbers.chroot, EDOM)], probe.path, ...chroot)
    expect(outcomes(filtered.stdout)).toEqual(['EDOM'])
  })

  test('what the command starts gets the same answer', async () => {
    const filtered = await run(
      [refusing(numbers.chroot, EDOM)],
      ...['sh', '-c', 'true; "$@"; true', 'sh', probe.path, 'chroot', '/'],
    )
    expect(outcomes(filtered.stdout)).toEqual(['EDOM'])
  })

  test('several filters all hold, and of two answers the later filter’s is given', async () => {
    const filtered = await run(
      [refusing(numbers.chroot, EDOM), refusing(numbers.fork, ERANGE), refusing(numbers.chroot, ERANGE)],
      ...[probe.path, ...attempts(['chroot', '/'], ['fork', '1'])],
    )
    expect(outcomes(filtered.stdout)).toEqual(['ERANGE', '0'])
  })

  test('the stage stays unfiltered, and has the right to signal a command that has not', async () => {
    const records = [refusing(numbers.kill, EDOM), refusing(numbers.chroot, EDOM)]
    const script = `trap 'exit 45' TERM; ${field('Seccomp', 'self')}; ${field('Seccomp', '1')}
      kill -0 $$ 2>/dev/null || echo refused; while :; do :; done`
    const ended = await runSpec(spec(records, ['sh', '-c', script]), {
      identity,
      during: (child) =>
        child.stdout?.on('data', (text: string) => {
          if (text.includes('refused')) process.kill(innerPid(child), 'SIGTERM')
        }),
    })
    expect(ended).toMatchObject({ code: 45, stdout: '2\n0\nrefused\n' })
  })

  test('a filter of 4096 instructions is taken', async () => {
    const longest = hex(...Array.from({ length: 4095 }, () => LOAD_NUMBER), ALLOW)
    const filtered = await run([['seccomp', longest]], 'sh', '-c', field('Seccomp', 'self'))
    expect(filtered).toMatchObject({ code: 0, stdout: '2\n' })
  })

  test.each([
    ['which the kernel refuses', [['seccomp', hex(LOAD_NUMBER)]], 'Invalid argument'],
    [
      'that an earlier one does not let in',
      [refusing(numbers.seccomp, EDOM), refusing(numbers.chroot, EDOM)],
      'Domain error|Numerical argument out of domain',
    ],
  ] as const)('nothing runs with a filter %s', async (_name, records, reason) => {
    const ended = await run(records as readonly SpecRecord[], 'echo', 'ran')
    expect(ended).toMatchObject({ code: 125, stdout: '', stderr: '' })
    expect(ended.status.at(-1)).toMatch(new RegExp(`^cannot install the system call filters: (${reason})$`))
  })

  test('a program that is missing is told as without a filter', async () => {
    const ended = await run([refusing(numbers.chroot, EDOM)], 'no-such-program')
    expect(ended).toMatchObject({ code: 127, status: ['started', 'exec-failed', '2', expect.any(String)] })
  })
})
