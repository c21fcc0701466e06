/** What a run without namespaces leaves behind: no process, no temporary directory, also after a kill. */

import type { ChildProcess } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TestPlace, users } from './place.js'
import { canConfine } from './support/landlock-abi.js'
import { family, isRunning, until } from './support/processes.js'

describe.skipIf(!canConfine).each(users)('as $name', (user) => {
  let place: TestPlace
  const started: ChildProcess[] = []
  beforeEach(() => {
    place = new TestPlace(user)
    place.directory(place.at('w/d'))
  })
  afterEach(() => {
    for (const child of started.splice(0)) if (child.exitCode === null) child.kill('SIGKILL')
    place.remove()
  })

  const start = (script: string) => {
    const child = place.start(['sh', '-c', script], ':workspace')
    started.push(child)
    return child
  }
  const records = () => readdirSync(place.at('run/sandbox/temporary'))

  test('TMPDIR is a private directory, which is gone afterwards whatever was put into it', () => {
    const script = `stat -c %a $TMPDIR; echo $TMPDIR; [ $TMP$TEMP = $TMPDIR$TMPDIR ] || echo differ
      mktemp -p /tmp 2>/dev/null && echo made
      cd $(mktemp -d); mkdir -p a/b; echo > a/b/c; ln -s /etc a/link; mkfifo a/fifo; chmod 000 a/b a
      mkdir -p deep; cd deep; i=0; while [ $i -lt 300 ]; do mkdir x; cd x; i=$((i + 1)); done; chmod 500 .
      chmod 000 $TMPDIR`
    const run = place.sh(script, ':workspace')
    const [mode, directory = '', ...rest] = run.stdout.trim().split('\n')
    expect([mode, rest]).toEqual(['700', []])
    expect(directory).toMatch(/^\/tmp\/sandbox-/)
    expect(existsSync(directory)).toBe(false)
    expect(records()).toEqual([])
    expect(existsSync('/etc/passwd')).toBe(true)
    expect(run.warnings).toContainEqual(expect.objectContaining({ code: 'TEMPORARY_DIRECTORY_MOVED' }))
  })

  test('no private directory is made where the policy writes none, or the whole of it', () => {
    expect(place.sh('true', { '/': 'read' }).temporary).toBeUndefined()
    place.directory(place.at('t'))
    const rules = { '/': 'read', [place.base]: 'write' } as const
    const run = place.sh('echo $TMPDIR', rules, { environment: { TMPDIR: place.at('w/d') } })
    expect([run.temporary, run.stdout.trim()]).toEqual([undefined, place.at('w/d')])
  })

  test('a killed supervisor takes everything along, and the next start removes what it left', async () => {
    const child = start('echo $TMPDIR > d/ready; sleep 1000 & (setsid sleep 1001 &) ; exec sleep 1002')
    await until(
      'the command runs',
      () => existsSync(place.at('w/d/ready')) && statSync(place.at('w/d/ready')).size > 0,
    )
    const directory = readFileSync(place.at('w/d/ready'), 'utf8').trim()
    const pids = family(child.pid ?? 0)
    expect(pids.length).toBeGreaterThanOrEqual(4)
    expect(existsSync(directory)).toBe(true)
    child.kill('SIGKILL')
    await until('all have ended', () => !pids.some(isRunning))
    expect(records()).toHaveLength(1)
    expect(place.sh('true', ':workspace').exitCode).toBe(0)
    expect([existsSync(directory), records()]).toEqual([false, []])
  })

  test('daemons end with the command', async () => {
    const run = place.sh(
      '(setsid sh -c "echo \\$\\$ > d/pid; exec sleep 1000" &); until [ -s d/pid ]; do sleep 0.01; done',
      ':workspace',
    )
    expect(run.exitCode).toBe(0)
    const pid = Number(readFileSync(place.at('w/d/pid'), 'utf8'))
    await until('the daemon has ended', () => !isRunning(pid))
  })

  test('many runs at once each have their own, and leave nothing', async () => {
    const runs = Array.from({ length: 6 }, (_, i) =>
      start(`echo $TMPDIR > d/${i}; mktemp >/dev/null && echo ok >> d/${i}`),
    )
    await Promise.all(runs.map((child) => new Promise((done) => child.once('close', done))))
    const told = runs.map((_, i) =>
      readFileSync(place.at(`w/d/${i}`), 'utf8')
        .trim()
        .split('\n'),
    )
    expect(new Set(told.map(([directory]) => directory)).size).toBe(runs.length)
    for (const [directory = '', made] of told) expect([made, existsSync(directory)]).toEqual(['ok', false])
    expect(records()).toEqual([])
  })
})
