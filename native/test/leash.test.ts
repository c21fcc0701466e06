/** Nothing of a sandbox is left when what started it dies, at whatever moment. */

import type { ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { identities, launcherPid, runSpec, spec } from './sandbox.js'

const DEADLINE_MS = 10_000

/** Processes of any namespace that carry the mark in their command line. */
function marked(mark: string): string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(mark)
    } catch {
      return false
    }
  })
}

async function untilGone(mark: string): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS
  while (marked(mark).length > 0) {
    if (Date.now() > deadline) throw new Error(`still running: ${marked(mark).join(' ')}`)
    await pause(10)
  }
}

describe.each(identities)('as $name', (identity) => {
  /** Kills something after a while; the mark is in the launcher's arguments, hence in every process of the run. */
  async function killed(round: number, kill: (child: ChildProcess) => void): Promise<void> {
    const mark = `/leash-${process.pid}-${identity.uid}-${round}`
    const command = spec([['hide-if-present', '/etc/no-such']], ['sh', '-c', 'sleep 1000; true', mark])
    const bwrapOptions = ['--ro-bind-try', mark, mark]
    const during = (child: ChildProcess) => void pause(round / 2).then(() => kill(child))
    const run = await runSpec(command, { identity, bwrapOptions, during })
    expect(run.status).not.toContain('exited')
    await untilGone(mark)
  }

  test('the process that started it dies, at 30 moments of the start', async () => {
    for (let round = 0; round < 30; round++) await killed(round, (child) => child.kill('SIGKILL'))
  }, 60_000)

  test('bubblewrap dies, at 30 moments of the start', async () => {
    for (let round = 0; round < 30; round++) {
      await killed(round, (child) => {
        try {
          process.kill(launcherPid(child), 'SIGKILL')
        } catch {
          // Not there yet: then the one that would start it.
          child.kill('SIGKILL')
        }
      })
    }
  }, 60_000)
})
