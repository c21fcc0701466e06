/** The path without namespaces, as people choose it. */

import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { canConfine } from '../../linux-landlock-seccomp/test/support/landlock-abi.js'
import { Place, users } from './place.js'

describe.skipIf(!canConfine).each(users)('as $name', (user) => {
  let place: Place
  beforeEach(() => {
    place = new Place(user)
    place.file('work/d/file', 'content')
  })
  afterEach(() => place.remove())

  const landlock = (...argv: string[]) => place.sandbox('-q', '--backend', 'landlock', ...argv)

  test('--backend landlock runs a command, and its output and code are its own', () => {
    expect(landlock('ls', 'd')).toEqual({ exitCode: 0, stdout: 'file\n', stderr: '' })
    expect(landlock('sh', '-c', 'echo err >&2; exit 7')).toEqual({ exitCode: 7, stdout: '', stderr: 'err\n' })
    expect(landlock('no-such-program')).toMatchObject({
      exitCode: 127,
      stderr: expect.stringContaining('COMMAND_NOT_FOUND'),
    })
  })

  test('the workspace can be written below its first level, what is outside cannot', () => {
    const { stdout } = landlock('sh', '-c', 'echo x > d/new; echo x > ../outside; echo $SANDBOX')
    expect(stdout).toBe('linux-landlock-seccomp\n')
    expect(existsSync(join(place.workspace, 'd/new'))).toBe(true)
    expect(existsSync(join(place.directory, 'outside'))).toBe(false)
  })

  test('what is stricter than the policy is said, and globs are part of it', () => {
    place.file('work/d/sub/x.env', '')
    const { stderr } = place.sandbox('--backend=landlock', '--deny', '**/*.env', 'true')
    expect(stderr).toContain(`directly in ${place.workspace},`)
    expect(stderr).toContain(`directly in ${place.workspace}/d/sub,`)
    expect(stderr).toContain('TMPDIR')
  })

  test('a configuration chooses it as well', () => {
    const file = place.file('mine.toml', '[linux]\nbackend = "linux-landlock-seccomp"\n')
    expect(place.sandbox('-q', '--policy', file, 'sh', '-c', 'echo $SANDBOX').stdout).toBe(
      'linux-landlock-seccomp\n',
    )
  })

  test('a signal is handed on, and nothing is left when the command itself is killed', async () => {
    const before = readdirSync('/tmp').filter((name) => name.startsWith('sandbox-'))
    const script = "trap 'echo caught; exit 9' TERM; sleep 1000 & echo ready; wait"
    for (const [name, ending, output] of [
      ['SIGTERM', [9, null], 'ready\ncaught\n'],
      ['SIGKILL', [null, 'SIGKILL'], 'ready\n'],
    ] as const) {
      const child = place.start('-q', '--backend', 'landlock', 'sh', '-c', script)
      if (child.stdout === null) throw new Error('no stdout')
      const said = text(child.stdout)
      await once(child.stdout, 'data')
      child.kill(name)
      expect(await once(child, 'exit')).toEqual(ending)
      // Ends only when the last process of the sandbox has closed its stdout.
      expect(await said).toBe(output)
    }
    landlock('true')
    const after = readdirSync('/tmp').filter((name) => name.startsWith('sandbox-'))
    expect(after.filter((name) => !before.includes(name))).toEqual([])
  })

  test('--dry-run prints the ruleset for people and for programs, and starts nothing', () => {
    const { stdout } = landlock('--dry-run', 'touch', 'd/started')
    expect(stdout).toContain('linux-landlock-seccomp')
    expect(stdout).toMatch(/^ruleset\n {2}Landlock ABI \d+, alone$/m)
    expect(stdout).toContain(`open at ${place.workspace}/d: everything`)
    const plan = JSON.parse(landlock('--dry-run', '--json', 'touch', 'd/started').stdout)
    expect(plan).toMatchObject({
      backend: 'linux-landlock-seccomp',
      details: { landlockAbi: expect.any(Number), ruleset: { purpose: 'alone' } },
      enforcement: { backend: 'linux-landlock-seccomp' },
    })
    expect(readdirSync(join(place.workspace, 'd'))).toEqual(['file'])
  })

  test('doctor tells what it would do', () => {
    const { exitCode, stdout } = place.sandbox('doctor', '--backend', 'landlock')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^backend +linux-landlock-seccomp$/m)
    expect(stdout).toMatch(/^ruleset +Landlock ABI \d+, alone$/m)
    const told = JSON.parse(place.sandbox('doctor', '--backend', 'landlock', '--json').stdout)
    expect(told).toMatchObject({ ok: true, landlock: { abi: expect.any(Number) } })
    expect(told).not.toHaveProperty('launcher')
  })

  test('--no-strict opens nothing that can be closed', () => {
    expect(landlock('--no-strict', 'sh', '-c', 'echo x > ../outside').exitCode).not.toBe(0)
    expect(landlock('--no-strict', '--network', 'proxy', 'true')).toMatchObject({ exitCode: 125 })
  })
})
