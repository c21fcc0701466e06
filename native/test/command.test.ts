/** How the inner stage starts the command, passes signals to it, and tells how it ended. */

import type { ChildProcess } from 'node:child_process'
import { chmodSync, closeSync, openSync, rmSync } from 'node:fs'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import {
  attempts,
  compileProbe,
  identities,
  innerPid,
  outcomes,
  type RunOptions,
  runSpec,
  type SpecRecord,
  scratch,
  spec,
  tree,
} from './sandbox.js'

const probe = compileProbe()
afterAll(() => probe.remove())

describe.each(identities)('as $name', (identity) => {
  let root: string
  beforeEach(() => {
    root = scratch(identity)
    return () => rmSync(root, { recursive: true, force: true })
  })

  const run = (argv: readonly string[], options: Partial<RunOptions> = {}, records: SpecRecord[] = []) =>
    runSpec(spec(records, argv), { identity, writable: root, ...options })
  const shell = (script: string, options: Partial<RunOptions> = {}, records: SpecRecord[] = []) =>
    run(['sh', '-c', script], options, records)

  /** Acts once the command has written a line. */
  const onceReady = (act: (child: ChildProcess) => void) => (child: ChildProcess) => {
    child.stdout?.once('data', () => act(child))
  }

  test.each([0, 1, 7, 125, 255])('exit code %i is the command’s own', async (code) => {
    const ended = await shell(`exit ${code}`)
    expect(ended).toMatchObject({ code, stderr: '', status: ['started', 'exited', `${code}`] })
  })

  test.each([
    ['KILL', 9],
    ['TERM', 15],
    ['SEGV', 11],
    ['HUP', 1],
  ] as const)('death by SIG%s gives 128 and its number', async (name, number) => {
    const ended = await shell(`kill -${name} $$`)
    expect(ended).toMatchObject({ code: 128 + number, status: ['started', 'signaled', `${number}`] })
  })

  test('a command that is not there gives 127', async () => {
    expect(await run(['no-such-program'])).toMatchObject({
      code: 127,
      status: ['started', 'exec-failed', '2', 'no-such-program: not found in PATH'],
    })
    expect((await run(['/no/such/program'])).code).toBe(127)
  })

  test('a command that cannot be executed gives 126 and why', async () => {
    tree(root, identity, { plain: 'text', script: '#!/no/such/interpreter\n', 'directory/': '' })
    chmodSync(`${root}/script`, 0o755)
    expect(await run([`${root}/plain`])).toMatchObject({
      code: 126,
      status: ['started', 'exec-failed', '13', `${root}/plain: Permission denied`],
    })
    expect(await run([`${root}/script`])).toMatchObject({
      code: 126,
      status: ['started', 'exec-failed', '2', `${root}/script: the interpreter it names is missing`],
    })
    expect((await run([`${root}/directory`])).code).toBe(126)
  })

  test('a hidden directory in PATH does not hide that a program is missing', async () => {
    tree(root, identity, { 'bin/tool': '#!/bin/sh\n', 'more/other': 'not executable' })
    const environment = { PATH: `${root}/bin:${root}/more:/usr/bin:/bin` }
    const start = (name: string) =>
      runSpec(spec([['hide', `${root}/bin`]], [name], { environment }), { identity, writable: root })
    expect((await start('tool')).code).toBe(127)
    expect((await start('other')).code).toBe(126)
    expect((await start('true')).code).toBe(0)
  })

  test('a script without an interpreter line is run by the shell', async () => {
    tree(root, identity, { script: 'echo "$0 $1 $2"\n' })
    chmodSync(`${root}/script`, 0o755)
    expect((await run([`${root}/script`, 'a', 'b c'])).stdout).toBe(`${root}/script a b c\n`)
  })

  test('the command sees the given environment and working directory and nothing else', async () => {
    const bytes = spec([], ['/usr/bin/env'], { cwd: root, environment: { A: '1', B: 'x=y\nz', EMPTY: '' } })
    expect((await runSpec(bytes, { identity, writable: root })).stdout).toBe('A=1\nB=x=y\nz\nEMPTY=\n')
    const where = spec([], ['/bin/pwd'], { cwd: root })
    expect((await runSpec(where, { identity, writable: root })).stdout).toBe(`${root}\n`)
  })

  test('a hidden working directory stops the start', async () => {
    const ended = await runSpec(spec([['hide', root]], ['true'], { cwd: root }), { identity, writable: root })
    expect(ended).toMatchObject({ code: 125 })
    expect(ended.status[1]).toBe(`cannot enter the working directory ${root}: Permission denied`)
  })

  test('standard input reaches the command', async () => {
    expect((await run(['cat'], { input: 'hello' })).stdout).toBe('hello')
  })

  test('no descriptor but the standard streams is open', async () => {
    const leaked = openSync('/dev/null', 'r')
    try {
      const ended = await run([probe.path, 'descriptors'], { leaked })
      expect(outcomes(ended.stdout)).toEqual(['0 1 2'])
    } finally {
      closeSync(leaked)
    }
  })

  test.each([
    ['input', 'exec <&-', 0],
    ['error', 'exec 2>&-', 2],
  ] as const)('a closed standard %s becomes /dev/null', async (_name, before, stream) => {
    const ended = await shell(`readlink /proc/self/fd/${stream}`, { before })
    expect(ended.stdout).toBe('/dev/null\n')
  })

  test('the caller’s limit of open files is the command’s, whatever the stage needed itself', async () => {
    const ended = await run([probe.path, 'limit'], { before: 'ulimit -Sn 200' }, [['hide', root]])
    expect(outcomes(ended.stdout)).toEqual(['200'])
  })

  test('every signal has its default action and none is blocked', async () => {
    const ended = await run([probe.path, 'ignored'], { before: 'trap "" USR1 PIPE CHLD' })
    expect(outcomes(ended.stdout)).toEqual(['ok'])
  })

  const filtered: SpecRecord[] = [
    ['seccomp', '060000000000ff7f'],
    ['limit', 'cpu', '100'],
  ]
  test.each([[[]], [[['hide', '@']]], [filtered]] as const)(
    'no capability is left with records %j',
    async (records) => {
      const placed = records.map((words) => words.map((word) => word.replace('@', root)))
      const ended = await shell(
        'grep -E "^(Cap|NoNewPrivs)" /proc/self/status',
        {},
        placed as unknown as SpecRecord[],
      )
      const none = '0000000000000000'
      expect(ended.stdout.trim().split(/\s+/)).toEqual([
        ...['CapInh:', none, 'CapPrm:', none, 'CapEff:', none, 'CapBnd:', none, 'CapAmb:', none],
        ...['NoNewPrivs:', '1'],
      ])
    },
  )

  test('the stage cannot be traced, nor its descriptors be opened, by the command', async () => {
    const ended = await run([
      probe.path,
      ...attempts(
        ['trace', '1'],
        ['open', '/proc/1/fd/5'],
        ['read', '/proc/1/mem'],
        ['open', '/proc/1/root/etc'],
      ),
    ])
    expect(outcomes(ended.stdout)).toEqual(['EPERM', 'EACCES', 'EACCES', 'EACCES'])
  })

  test.each(['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH', 'SIGCONT'] as const)(
    '%s sent to the stage reaches the command',
    async (name) => {
      const script = `trap "exit 42" ${name.slice(3)}; echo ready; while :; do :; done`
      const ended = await shell(script, {
        during: onceReady((child) => process.kill(innerPid(child), name)),
      })
      expect(ended).toMatchObject({ code: 42, status: ['started', 'exited', '42'] })
    },
  )

  test('a signal reaches the whole process group of the command', async () => {
    const script = `
      trap : TERM
      (trap "exit 0" TERM; echo ready; while :; do :; done) &
      until wait $!; do :; done
      exit 43`
    const ended = await shell(script, {
      during: onceReady((child) => process.kill(innerPid(child), 'SIGTERM')),
    })
    expect(ended.code).toBe(43)
  })

  test.each([[[]], [[['terminal']]]] as const)(
    'a signal from inside to the stage goes nowhere, with %j',
    async (records) => {
      const script =
        'trap "exit 41" TERM USR1; kill -TERM 1; kill -USR1 1; for i in 1 2 3; do true & wait; done'
      expect((await shell(script, {}, records as unknown as SpecRecord[])).code).toBe(0)
    },
  )

  test('the launcher outlives a signal to the caller’s process group', async () => {
    const script = 'trap "exit 44" USR1; echo ready; while :; do :; done'
    const ended = await shell(script, {
      during: onceReady((child) => {
        for (const name of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const) child.kill(name)
        process.kill(innerPid(child), 'SIGUSR1')
      }),
    })
    expect(ended.code).toBe(44)
  })

  test('nothing is left when the launcher is killed', async () => {
    let stage = 0
    const ended = await shell('echo ready; while :; do :; done', {
      during: onceReady((child) => {
        stage = innerPid(child)
        child.kill('SIGKILL')
      }),
    })
    // The streams are closed only when the last process that holds them is gone.
    expect(ended.signal).toBe('SIGKILL')
    expect(stage).toBeGreaterThan(0)
  })

  test('orphans are reaped', async () => {
    const script = `
      for i in 1 2 3 4 5; do (true &); done
      n=0
      while grep -q ') Z' /proc/[0-9]*/stat 2>/dev/null && [ $n -lt 500 ]; do n=$((n+1)); done
      ! grep -q ') Z' /proc/[0-9]*/stat 2>/dev/null`
    expect((await shell(script)).code).toBe(0)
  })

  test('processes that the command leaves behind end with it', async () => {
    const ended = await shell('(trap "" HUP TERM; while :; do :; done) & echo left')
    expect(ended).toMatchObject({ code: 0, stdout: 'left\n' })
  })
})
