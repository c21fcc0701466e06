/** What happens before there is a sandbox: wrong use, wrong files, wrong launchers; and the limits of big policies. */

import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { identities, programs, runSpec, type SpecRecord, scratch, spec, tree } from './sandbox.js'

const start = (args: readonly string[], third: number | 'ignore' | 'pipe' = 'ignore') => {
  const ended = spawnSync(programs.inner, args, {
    stdio: ['ignore', 'pipe', 'pipe', third],
    encoding: 'utf8',
  })
  return [ended.status, ended.stderr]
}

test.each([
  [[]],
  [['run']],
  [['run', '2', '3']],
  [['run', '1', '3']],
  [['launch', '1', '2', '1', '-', '-', '2', '/bin/true']],
  [['other', '1', '3']],
])('wrong arguments %j are answered with the usage', (args) => {
  expect(start(args)).toEqual([
    125,
    expect.stringMatching(/^usage: sandbox-inner launch 1 LAST_FD PARENT OUTPUT CGROUP_FD SPEC_FD FILE/),
  ])
})

describe('launch', () => {
  test('gives the program its name, its arguments and no environment', () => {
    const script = 'echo "$0 $*"; env | grep -v -E "^(PWD|_|SHLVL)="'
    const args = [
      'launch',
      '1',
      '2',
      String(process.pid),
      '-',
      '-',
      '2',
      '/bin/sh',
      'name',
      '-c',
      script,
      'zero',
      'a',
      'b c',
    ]
    const ended = spawnSync(programs.inner, args, { encoding: 'utf8', env: { SECRET: 'x' } })
    expect(ended.stdout).toBe('zero a b c\n')
  })

  test('says what it cannot execute', () => {
    expect(start(['launch', '1', '2', String(process.pid), '-', '-', '2', '/no/such', 'x'])).toEqual([
      125,
      'sandbox: cannot execute /no/such: No such file or directory\n',
    ])
  })

  test('does nothing when the process that started it is gone already', () => {
    expect(start(['launch', '1', '2', '1', '-', '-', '2', '/bin/true', 'true'])).toEqual([
      125,
      expect.stringMatching(/^sandbox: cannot tie to the supervisor /),
    ])
  })

  test.each(['', '-1', '1', '3x', '99999999999'])('refuses the descriptor number "%s"', (number) => {
    expect(start(['launch', '1', number, String(process.pid), '-', '-', '2', '/bin/true', 'true'])).toEqual([
      125,
      `sandbox: cannot use descriptor ${number}: Invalid argument\n`,
    ])
  })
})

describe('a cgroup', () => {
  const enter = (processes: string, script: string, third: number | 'ignore' = 'ignore') =>
    start(
      ['launch', '1', '3', String(process.pid), '-', processes, '2', '/bin/sh', 'sh', '-c', script],
      third,
    )

  test.each(['', '1', '3x'])('is not looked for at "%s"', (processes) => {
    expect(enter(processes, 'true')).toEqual([
      125,
      `sandbox: cannot use descriptor ${processes}: Invalid argument\n`,
    ])
  })

  test('is entered by a zero, once, and its descriptor goes no further', () => {
    const place = mkdtempSync(join(tmpdir(), 'sandbox-start-'))
    const file = openSync(join(place, 'cgroup.procs'), 'w+')
    try {
      expect(enter('3', 'test ! -e /proc/self/fd/3', file)).toEqual([0, ''])
      expect(readFileSync(join(place, 'cgroup.procs'), 'utf8')).toBe('0')
    } finally {
      closeSync(file)
      rmSync(place, { recursive: true })
    }
  })

  test('that cannot be entered stops the start', () => {
    const full = openSync('/dev/full', 'w')
    try {
      expect(enter('3', 'echo started', full)).toEqual([
        125,
        'sandbox: cannot enter the cgroup for /bin/sh: No space left on device\n',
      ])
    } finally {
      closeSync(full)
    }
  })
})

describe('run', () => {
  let place: string
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'sandbox-start-'))
    return () => rmSync(place, { recursive: true, force: true })
  })

  test('wants a descriptor beyond the standard streams', () => {
    for (const number of ['2', 'x'])
      expect(start(['run', '1', number, '9'])).toEqual([
        125,
        `sandbox: not a descriptor for the spec: ${number}\n`,
      ])
    expect(start(['run', '1', '9', '10'])).toEqual([
      125,
      'sandbox: cannot look at the spec (descriptor 9): Bad file descriptor\n',
    ])
  })

  test('wants a regular file that it can also write to', () => {
    expect(start(['run', '1', '3', '4'], 'pipe')).toEqual([125, 'sandbox: the spec is not a regular file\n'])
    const path = join(place, 'spec')
    writeFileSync(path, spec([], ['true']))
    const file = openSync(path, 'r')
    try {
      expect(start(['run', '1', '3', '4'], file)).toEqual([
        125,
        'sandbox: the spec is not open for reading and writing\n',
      ])
    } finally {
      closeSync(file)
    }
  })

  test('refuses more than 64 MiB', async () => {
    const [identity = { name: 'nobody', uid: 65534, gid: 65534 }] = identities
    const ended = await runSpec(Buffer.alloc((64 << 20) + 1), { identity })
    expect(ended).toMatchObject({ code: 125, status: ['setup-failed', 'the spec is larger than 64 MiB'] })
  })
})

describe.each(identities)('a big policy, as $name', (identity) => {
  let root: string
  beforeEach(() => {
    root = scratch(identity)
    return () => rmSync(root, { recursive: true, force: true })
  })

  test('of 1,000 masks has them all in place', { timeout: 30_000 }, async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `${index % 10}/${index}`)
    tree(root, identity, Object.fromEntries(names.map((name) => [name, ''])))
    const masks: SpecRecord[] = names.map((name) => ['hide', `${root}/${name}`])
    const ended = await runSpec(
      spec(masks, ['sh', '-c', `find ${root} -type f | wc -l; find ${root} -type f -readable`]),
      {
        identity,
        writable: root,
      },
    )
    expect(ended).toMatchObject({ code: 0, stdout: '1000\n' })
  })

  test('needs no higher soft limit of open files, and says so when the hard one is too low', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `${index}/`)
    tree(root, identity, Object.fromEntries(names.map((name) => [name, ''])))
    const clones: SpecRecord[] = names.map((name) => ['attach', `${root}/${name.slice(0, -1)}`, 'ro'])
    const options = { identity, writable: root }
    const soft = await runSpec(spec(clones, ['true']), { ...options, before: 'ulimit -Sn 64' })
    expect(soft.code).toBe(0)
    const hard = await runSpec(spec(clones, ['true']), { ...options, before: 'ulimit -n 64' })
    expect(hard.code).toBe(125)
    expect(hard.status[1]).toMatch(/^cannot attach .*: (Too many open files|No file descriptors available)$/)
  })
})
