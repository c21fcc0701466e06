/** SIGKILL at any moment, of any process of a run: everything ends, and the next start leaves nothing behind. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accountsFor, forget, identity } from '../src/account.js'
import { chain, family, lives, type Member, ROLES, type Role, until } from '../src/faults/family.js'
import { recordsBy, Workplace } from '../src/faults/workplace.js'

/** How many kills of each process; as many as fit into the budget of the whole suite. */
const POINTS = Number(process.env.SANDBOX_TEST_KILLS ?? 50) / accountsFor('kills').length
/** Runs that are killed at once, and then followed by one start. */
const AT_ONCE = 5
/** About as long as a run on a fast machine, so that a kill may fall into any part of it. */
const LENGTH_MS = 350
const PATIENCE = 300_000

/** Writes where it may, tries where it may not, and has a child that would go on. */
const SCRIPT = `(while :; do :; done) & i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo line >> out/log
mkdir .git/hooks; echo x > sandbox.toml; cat secrets/key`

describe.skipIf(process.platform !== 'linux').each(accountsFor('kills'))('as $kind', (account) => {
  let place: Workplace
  let runs: ChildProcess[]
  let hits: number
  beforeEach(() => {
    place = new Workplace(account)
    runs = []
    hits = 0
  })
  afterEach(() => {
    for (const run of runs) run.kill('SIGKILL')
    place.remove()
  })
  afterAll(() => forget(account))

  function start(options: readonly string[]): ChildProcess {
    const [file = '', ...args] = place.command(SCRIPT, ...options)
    const child = spawn(file, args, {
      cwd: place.workspace,
      env: place.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...identity(account),
    })
    child.stdout?.resume()
    child.stderr?.resume()
    runs.push(child)
    return child
  }

  /** Kills one process of a run. Returns everything that was alive then. */
  async function killOne(run: ChildProcess, role: Role, moment: number): Promise<readonly Member[]> {
    const supervisor = run.pid ?? 0
    const depth = ROLES.indexOf(role)
    await pause(moment)
    await until('there is somebody to kill', () => run.exitCode !== null || chain(supervisor).length > depth)
    const members = family(supervisor)
    const victim = chain(supervisor)[depth]
    if (victim !== undefined && lives(victim)) {
      process.kill(victim.pid, 'SIGKILL')
      hits++
    }
    return members
  }

  test.each([
    ['supervisor', 'bwrap', []],
    ['first stage', 'bwrap', []],
    ['launcher', 'bwrap', []],
    ['inner stage', 'bwrap', []],
    ['command', 'bwrap', []],
    ['supervisor', 'bwrap, with a proxy', ['--network', 'proxy', '--allow-domain', 'allowed.example']],
    ['supervisor', 'landlock', ['--backend', 'landlock']],
  ] as const)('killing the %s: %s', { timeout: PATIENCE }, async (role, _kind, options) => {
    const before = place.digest()
    for (let done = 0; done < POINTS; done += AT_ONCE) {
      const round = Array.from({ length: AT_ONCE }, async () => {
        const run = start(options)
        // Every process that writes to these streams is gone when they are closed.
        const closed = once(run, 'close')
        const members = await killOne(run, role, Math.random() * LENGTH_MS)
        // The command has no end of its own once its first process is gone.
        if (role === 'command') run.kill('SIGTERM')
        await closed
        await until('nothing of the run is left', () => !members.some(lives))
      })
      await Promise.all(round)
      const [file = '', ...args] = place.command('true', ...options)
      const next = spawnSync(file, args, {
        cwd: place.workspace,
        env: place.environment,
        encoding: 'utf8',
        ...identity(account),
      })
      expect(next).toMatchObject({ status: 0, stderr: '' })
      expect(place.digest()).toEqual(before)
      const pids = [...runs, next].map(({ pid }) => pid)
      expect(recordsBy(pids, account)).toEqual([])
    }
    // The kills fell into runs, not behind them.
    expect(hits).toBeGreaterThan(POINTS / 2)
  })
})
