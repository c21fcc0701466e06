/** Nothing of a sandbox is left when what started it dies, at whatever moment. */

import type { ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { untilGone } from './processes.js'
import { identities, launcherPid, runSpec, spec } from './sandbox.js'

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
