/** The limit of output: what is passed on, what is cut, and what is told. */

import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { identities, type RunOptions, runSpec, scratch, spec } from './sandbox.js'

describe.each(identities)('as $name', (identity) => {
  let root: string
  beforeEach(() => {
    root = scratch(identity)
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  describe.each([
    ['under bubblewrap', false],
    ['without namespaces', true],
  ])('%s', (_, isConfined) => {
    const landlock = ['landlock', '0', '0', '1'] as const
    const run = (script: string, output?: number, options: Partial<RunOptions> = {}) =>
      runSpec(spec(isConfined ? [landlock] : [], ['sh', '-c', script]), {
        identity,
        writable: root,
        confined: isConfined,
        output,
        ...options,
      })

    test('both streams are passed on apart, whole and in order', async () => {
      const script = 'seq 1 20000; echo wrong >&2; seq 20001 40000; exit 3'
      const limited = await run(script, 1_000_000)
      expect(limited).toEqual(await run(script))
      expect(limited).toMatchObject({ code: 3, stderr: 'wrong\n', status: ['started', 'exited', '3'] })
    })

    test('exactly as much as allowed is no offence, one byte more is', async () => {
      const allowed = await run('printf 12345; printf 67890 >&2', 10)
      expect(allowed).toMatchObject({ code: 0, stdout: '12345', stderr: '67890' })
      const cut = await run('printf 12345; printf 678901 >&2', 10)
      expect(cut).toMatchObject({ code: 137, stdout: '12345', stderr: '67890' })
      expect(cut.status.slice(-4)).toEqual(['over-limit', 'output', 'signaled', '9'])
    })

    test('a command that never stops writing is ended', async () => {
      const run_ = await run('yes', 100_000)
      expect(run_.stdout).toHaveLength(100_000)
      expect(run_.code).toBe(137)
      expect(run_.status).toEqual(['started', 'signaled', '9', 'over-limit', 'output', 'signaled', '9'])
    })

    test('so is one whose children write, and one that ignores signals', async () => {
      const children = await run('yes & yes >&2 & wait', 50_000)
      expect(children.stdout.length + children.stderr.length).toBe(50_000)
      expect(children.status).toContain('output')
      expect((await run("trap '' TERM INT PIPE; while :; do echo x || :; done", 1000)).status).toContain(
        'output',
      )
    })

    test('a reader that has gone ends the command as without a limit', async () => {
      const close = { during: (child: { stdout: { destroy(): void } | null }) => child.stdout?.destroy() }
      const { status } = await run(
        'while echo x; do :; done 2>/dev/null; echo after >&2; exit 4',
        1_000_000,
        close,
      )
      expect([
        ['started', 'signaled', '13'],
        ['started', 'exited', '4'],
      ]).toContainEqual(status)
    })

    test('output that the caller cannot take is not lost in silence', async () => {
      const lost = await run('echo x; exit 0', 1000, { before: 'exec >/dev/full' })
      expect(lost).toMatchObject({
        code: 125,
        stderr: "sandbox: cannot pass on the command's output: No space left on device\n",
      })
    })

    test('a signal still reaches the command', async () => {
      const { code } = await run('kill -TERM $$', 1000)
      expect(code).toBe(143)
    })
  })
})
