/** What the command can do with standard streams that are files of the host. */

import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { compileProbe, identities, runSpec, scratch, spec, tree } from './sandbox.js'

const probe = compileProbe()
afterAll(() => probe.remove())

describe.each(identities)('as $name', (identity) => {
  let root: string
  beforeEach(() => {
    root = scratch(identity)
    tree(root, identity, { input: 'first\nsecond\n' })
    return () => rmSync(root, { recursive: true, force: true })
  })

  const withInput = (script: string, redirection: string, records: Parameters<typeof spec>[0] = []) =>
    runSpec(spec(records, ['sh', '-c', script]), { identity, before: `exec ${redirection}` })

  test('a file is read from where the caller left it', async () => {
    const run = await withInput('cat', `<${join(root, 'input')}; read -r line`)
    expect(run).toMatchObject({ code: 0, stdout: 'second\n' })
  })

  test('a file that was given to read cannot be opened for writing', async () => {
    const script =
      'for f in /proc/self/fd/0 /dev/stdin /proc/self/fd/../fd/0; do sh -c "echo x >> $f"; done; cat'
    const run = await withInput(script, `<${join(root, 'input')}`)
    expect(run.stderr.match(/Read-only file system/g)).toHaveLength(3)
    expect(run.stdout).toBe('first\nsecond\n')
    expect(readFileSync(join(root, 'input'), 'utf8')).toBe('first\nsecond\n')
  })

  test('a file that the command may not open itself stops the start', async () => {
    const run = await withInput('cat', `<${join(root, 'input')}`, [['hide', join(root, 'input')]])
    expect(run.code).toBe(125)
    expect(run.status[1]).toMatch(
      /^standard input is .*input, which the command may not open itself; use a pipe/,
    )
  })

  test('a directory stops the start', async () => {
    const run = await withInput('ls /proc/self/fd/0/..', `<${root}`)
    expect(run).toMatchObject({
      code: 125,
      status: [],
      stderr: expect.stringMatching(/standard input is a directory/),
    })
  })

  test('a file without a name is handed on', async () => {
    const path = join(root, 'unnamed')
    tree(root, identity, { unnamed: 'here' })
    const run = await withInput('cat', `<${path}; rm ${path}`)
    expect(run).toMatchObject({ code: 0, stdout: 'here' })
  })

  const withSocket = (stream: number, kind: string, records: Parameters<typeof spec>[0] = []) =>
    runSpec(spec(records, ['sh', '-c', 'test -S /proc/self/fd/$0', String(stream)]), {
      identity,
      before: `set -- ${probe.path} given ${stream} ${kind} "$@"`,
    })

  test.each(['tcp', 'tcp-connected', 'udp', 'unix', 'unix-listening', 'unix-datagrams', 'netlink'])(
    'a socket that could lead elsewhere stops the start: %s',
    async (kind) => {
      for (const [stream, name] of ['standard input', 'standard output', 'standard error'].entries())
        expect(await withSocket(stream, kind)).toMatchObject({
          code: 125,
          status: ['setup-failed', expect.stringMatching(`^${name} is a socket .*cat`)],
        })
    },
  )

  test.each(['unix-pair', 'unix-packets', 'unix-abandoned'])(
    'a socket that is connected for good is handed on: %s',
    async (kind) => {
      for (const stream of [0, 1, 2])
        expect(await withSocket(stream, kind)).toMatchObject({
          code: 0,
          status: ['started', 'exited', '0'],
        })
    },
  )

  test('in the network of the host any socket is handed on', async () => {
    for (const kind of ['tcp', 'udp', 'unix-datagrams'])
      expect(await withSocket(0, kind, [['host-network']])).toMatchObject({ code: 0 })
  })
})
