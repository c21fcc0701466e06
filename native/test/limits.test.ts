/** What a limited command can still do, and how it is told that a limit ended it. */

import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import {
  attempts,
  compileProbe,
  identities,
  outcomes,
  type RunOptions,
  runSpec,
  type SpecRecord,
  scratch,
  spec,
} from './sandbox.js'

const probe = compileProbe()
afterAll(() => probe.remove())

const MIB = 1 << 20
const GIB = 2 ** 30
const SIGXCPU = 24

/** Is user 0 here the host's own, and not one that a container's user namespace stands for? */
const isHostRoot = /^\s*0\s+0\s+4294967295$/m.test(readFileSync('/proc/self/uid_map', 'utf8'))

describe.each(identities)('as $name', (identity) => {
  let root: string
  beforeEach(() => {
    root = scratch(identity)
    return () => rmSync(root, { recursive: true, force: true })
  })

  const run = (records: readonly SpecRecord[], argv: readonly string[], options: Partial<RunOptions> = {}) =>
    runSpec(spec(records, argv), { identity, writable: root, ...options })
  const limited = async (
    records: readonly SpecRecord[],
    list: readonly (readonly string[])[],
    options: Partial<RunOptions> = {},
  ) => outcomes((await run(records, [probe.path, ...attempts(...list)], options)).stdout)
  const limit = (name: string, value: number): SpecRecord => ['limit', name, String(value)]

  test('without limits there are the caller’s, but no core file, and no program that takes one', async () => {
    const names = ['memory', 'files', 'cpu', 'core']
    const before = 'ulimit -c unlimited'
    expect(
      await limited(
        [],
        names.map((name) => ['resource', name]),
        { before },
      ),
    ).toEqual([...['- -', '- -', '- -', '1 1']])
  })

  test('each limit is soft and hard, the hard one of cpu a second later', async () => {
    const records = [limit('memory', 64 * MIB), limit('files', 0), limit('cpu', 7), limit('core', 5)]
    const list = ['memory', 'files', 'cpu', 'core'].map((name) => ['resource', name])
    const before = 'ulimit -c unlimited'
    expect(await limited(records, list, { before })).toEqual(['67108864 67108864', '0 0', '7 8', '5 5'])
  })

  test('the greatest values are taken', async () => {
    const records = [limit('processes', 1_000_000_000), limit('cpu', 1_000_000_000)]
    const most: SpecRecord[] = ['memory', 'files', 'core'].map((name) => [
      'limit',
      name,
      '9223372036854775807',
    ])
    const isCounted = identity.uid !== 0 || !isHostRoot
    const ended = await run([...records.slice(isCounted ? 0 : 1), ...most], ['true'])
    expect(ended).toMatchObject({ code: 0, stderr: '' })
  })

  test('a stricter limit of the caller’s stays, and a limit is never raised', async () => {
    const before = 'ulimit -Sf 2; ulimit -Hf 4; ulimit -t 3'
    const list = [
      ['resource', 'files'],
      ['resource', 'cpu'],
    ]
    expect(await limited([limit('files', GIB), limit('cpu', 100)], list, { before })).toEqual([
      ...['1024 2048', '3 3'],
    ])
    expect(await limited([limit('files', 1500)], list.slice(0, 1), { before })).toEqual(['1024 1500'])
  })

  test('memory: what is writable counts, what is only reserved does not', async () => {
    const list = [
      ['allocate', String(32 * MIB)],
      ['allocate', String(64 * MIB)],
      ['reserve', String(64 * GIB)],
      ['allocate', String(8 * MIB)],
    ]
    expect(await limited([limit('memory', 64 * MIB)], list)).toEqual(['ok', 'ENOMEM', 'ok', 'ok'])
  })

  test('memory: Node.js starts within 256 MiB, and fails beyond', { timeout: 30_000 }, async () => {
    const node = (script: string) => run([limit('memory', 256 * MIB)], [process.execPath, '-e', script])
    const worker = 'new (require("node:worker_threads").Worker)("console.log(42)", { eval: true })'
    expect(await node(worker)).toMatchObject({ code: 0, stdout: '42\n' })
    expect(await node('Buffer.alloc(2 ** 29)')).toMatchObject({ code: 1 })
  })

  test('files: a longer file fails, and SIGXFSZ is told as the limit', async () => {
    const records = [limit('files', 1000)]
    const list = [
      ['ignore', '25'],
      ['grow', `${root}/most`, '1000'],
      ['grow', `${root}/more`, '1001'],
    ]
    expect(await limited(records, list)).toEqual(['ok', 'ok', 'EFBIG'])
    expect(statSync(`${root}/most`).size).toBe(1000)
    expect(await run(records, [probe.path, 'grow', `${root}/more`, '1001'])).toMatchObject({
      code: 128 + 25,
      status: ['started', 'over-limit', 'files', 'signaled', '25'],
    })
    expect(statSync(`${root}/more`).size).toBe(0)
  })

  test('files: the stage’s own records are not limited', async () => {
    expect(await run([limit('files', 0)], ['sh', '-c', 'exit 4'])).toMatchObject({
      status: ['started', 'exited', '4'],
    })
  })

  test('cpu: the limit ends a command that only computes, and is told', { timeout: 20_000 }, async () => {
    expect(await run([limit('cpu', 1)], [probe.path, 'burn'])).toMatchObject({
      code: 128 + SIGXCPU,
      status: ['started', 'over-limit', 'cpu', 'signaled', `${SIGXCPU}`],
    })
  })

  test('cpu: who ignores SIGXCPU is killed a second later, and it is told', { timeout: 20_000 }, async () => {
    const argv = [probe.path, ...attempts(['ignore', `${SIGXCPU}`], ['burn'])]
    expect(await run([limit('cpu', 1)], argv)).toMatchObject({
      code: 137,
      status: ['started', 'over-limit', 'cpu', 'signaled', '9'],
    })
  })

  test.each(['XCPU', 'KILL'])('cpu: SIG%s from elsewhere is not taken for the limit', async (name) => {
    const ended = await run([limit('cpu', 60)], ['sh', '-c', `kill -${name} $$`])
    expect(ended.status.slice(0, 2)).toEqual(['started', 'signaled'])
  })

  test.each(['XCPU', 'XFSZ'])('without limits nothing is said about SIG%s', async (name) => {
    const ended = await run([], ['sh', '-c', `kill -${name} $$`])
    expect(ended.status.slice(0, 2)).toEqual(['started', 'signaled'])
  })

  test('core: a command that dumps leaves no file', async () => {
    const ended = await runSpec(spec([], ['sh', '-c', 'kill -ABRT $$'], { cwd: root }), {
      ...{ identity, writable: root, before: 'ulimit -c unlimited' },
    })
    expect(ended.code).toBe(128 + 6)
    expect(existsSync(`${root}/core`)).toBe(false)
  })

  const isExempt = identity.uid === 0 && isHostRoot

  test.runIf(isExempt)(
    'processes: nothing runs where the kernel exempts the user from the limit',
    async () => {
      const ended = await run([limit('processes', 5)], ['echo', 'ran'])
      expect(ended).toMatchObject({ code: 125, stdout: '' })
      expect(ended.status).toEqual(['setup-failed', 'cannot limit processes: the kernel exempts this user'])
    },
  )

  describe.skipIf(isExempt)('processes (the kernel exempts root)', () => {
    test.each([[[]], [[['hide', '@']]]] as const)('the command is one of them, with %j', async (records) => {
      const placed = records.map((words) => words.map((word) => word.replace('@', root)))
      const all = [limit('processes', 5), ...(placed as unknown as SpecRecord[])]
      expect(await limited(all, [['fork', '9']])).toEqual(['4'])
      expect(await limited([limit('processes', 1), ...all.slice(1)], [['fork', '9']])).toEqual(['0'])
    })

    test('each sandbox has its own count', async () => {
      const both: Promise<unknown>[] = []
      const script = `(echo ready; until [ -e ${root}/go ]; do :; done) & wait`
      const first = run([limit('processes', 3)], ['sh', '-c', script], {
        during: (child) =>
          child.stdout?.once('data', () =>
            both.push(
              limited([limit('processes', 3)], [['fork', '9']]).finally(() =>
                writeFileSync(`${root}/go`, ''),
              ),
            ),
          ),
      })
      expect((await first).code).toBe(0)
      expect(await Promise.all(both)).toEqual([['2']])
    })

    test('ended children make room', async () => {
      const script = 'for i in 1 2 3 4 5 6 7 8 9; do /bin/true; done; echo done'
      expect((await run([limit('processes', 2)], ['sh', '-c', script])).stdout).toBe('done\n')
    })
  })
})
