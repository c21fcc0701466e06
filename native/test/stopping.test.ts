/** A command that stops without a terminal waits inside, and goes on when it is told to. */

import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { identities, innerPid, launcherPid, runSpec, spec } from './sandbox.js'

/** Says so once the shell has stopped. */
const watcher = `(until grep -q ') T ' /proc/$$/stat; do :; done; echo stopped) &`
const stateOf = (pid: number) => /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]

describe.each(identities)('as $name', (identity) => {
  const run = (script: string, onceStopped: (child: ChildProcess) => void = () => undefined) =>
    runSpec(spec([], ['sh', '-c', script]), {
      identity,
      during: (child) => child.stdout?.once('data', () => onceStopped(child)),
    })

  test.each(['STOP', 'TSTP', 'TTIN', 'TTOU'])('SIG%s stops the command and nobody outside', async (name) => {
    const states: unknown[] = []
    const script = `${watcher} kill -${name} $$; wait; exit 46`
    const ended = await run(script, (child) => {
      for (const pid of [child.pid ?? 0, launcherPid(child), innerPid(child)]) states.push(stateOf(pid))
      process.kill(innerPid(child), 'SIGCONT')
    })
    expect(ended).toMatchObject({ code: 46, stdout: 'stopped\n', status: ['started', 'exited', '46'] })
    expect(states).toEqual(['S', 'S', 'S'])
  })

  test('a child of the command can stop and go on while the command runs', async () => {
    const script = `
      sh -c 'kill -STOP $$; exit 47' &
      until grep -q ') T ' /proc/$!/stat; do :; done
      kill -CONT $!; wait $!`
    expect((await run(script)).code).toBe(47)
  })

  test('a signal for a stopped command arrives when it goes on', async () => {
    const ended = await run(`trap 'exit 48' TERM; ${watcher} kill -STOP $$; wait; exit 1`, (child) => {
      process.kill(innerPid(child), 'SIGTERM')
      process.kill(innerPid(child), 'SIGCONT')
    })
    expect(ended.code).toBe(48)
  })

  test('a stopped command ends with its launcher', async () => {
    const ended = await run(`${watcher} kill -STOP $$`, (child) => child.kill('SIGKILL'))
    // The streams are closed only when the last process that holds them is gone.
    expect(ended).toMatchObject({ signal: 'SIGKILL', stdout: 'stopped\n' })
  })
})
