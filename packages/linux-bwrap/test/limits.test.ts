import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TestPlace, users } from './sandbox.js'

describe.each(users)('as $name', (user) => {
  let place: TestPlace
  beforeEach(() => {
    place = new TestPlace(user)
  })
  afterEach(() => place.remove())

  const sh = (script: string, limits: object) =>
    place.sh(script, { '/': 'read', [place.workspace]: 'write' }, { limits })

  test('a command that writes too large a file is ended, and the limit is named', () => {
    const run = sh('exec head -c 3000 /dev/zero > large', { files: 2000 })
    expect(run).toMatchObject({
      exitCode: 128 + 25,
      denials: [{ kind: 'limit', rule: 'limits.files', reason: expect.stringContaining('2000 bytes') }],
    })
    expect(sh('wc -c < large', {}).stdout.trim()).toBe('2000')
  })

  test('a command that computes for too long is ended, and the limit is named', () => {
    const run = sh('while :; do :; done', { cpu: 500 })
    expect(run).toMatchObject({ started: true, denials: [{ kind: 'limit', rule: 'limits.cpu' }] })
    expect([128 + 24, 128 + 9]).toContain(run.exitCode)
  })

  test('a command that runs for too long is ended, and the limit is named', () => {
    const run = sh('sleep 1000', { timeout: 100 })
    expect(run).toMatchObject({ exitCode: 137, denials: [{ kind: 'limit', rule: 'limits.timeout' }] })
  })

  test('a command that writes too much is ended, and the limit is named', () => {
    const run = sh('yes', { output: 5000 })
    expect(run).toMatchObject({ exitCode: 137, denials: [{ kind: 'limit', rule: 'limits.output' }] })
    expect(run.stdout).toHaveLength(5000)
    expect(sh('head -c 5000 /dev/zero', { output: 5000 })).toMatchObject({ exitCode: 0, denials: [] })
  })

  test('memory beyond the limit cannot be had', () => {
    const script = `head -c 300000000 /dev/zero | tail -c 200000000 | wc -c`
    expect(sh(script, { memory: 64 << 20 }).stdout.trim()).not.toBe('200000000')
    expect(sh(script, { memory: 1 << 30 }).stdout.trim()).toBe('200000000')
  })

  test('processes beyond the limit cannot be made', () => {
    const script = 'for i in 1 2 3 4 5 6 7 8 9; do sleep 1000 & done; echo all'
    const run = sh(script, { processes: 5 })
    if (user.uid === 0) expect(run).toMatchObject({ exitCode: 125, started: false })
    else expect(run.stdout).not.toContain('all')
    if (user.uid === 0) expect(run.error?.message).toContain('cannot limit processes')
    expect(sh('echo all', { processes: user.uid === 0 ? undefined : 5 }).stdout).toBe('all\n')
  })

  test('a command that stays below all of them is told of none', () => {
    const run = sh('echo done > file; cat file', {
      files: 2000,
      cpu: 10_000,
      memory: 1 << 30,
      timeout: 60_000,
    })
    expect(run).toMatchObject({ exitCode: 0, stdout: 'done\n', denials: [] })
  })
})
