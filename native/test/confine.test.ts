/** The stage without namespaces: same supervision as inside them, and nothing is left when the command ends. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { abiOf, closed, EVERYTHING, open, READ, system } from './landlock.js'
import { untilGone } from './processes.js'
import {
  attempts,
  compileProbe,
  identities,
  launcherPid,
  outcomes,
  programs,
  runSpec,
  type SpecRecord,
  spec,
  unnamedFile,
} from './sandbox.js'

const probe = compileProbe()
afterAll(() => probe.remove())
const confinement: readonly SpecRecord[] = [
  closed(),
  ...system,
  open(READ, probe.path),
  open(EVERYTHING, '/dev/null'),
]

describe.skipIf(abiOf(probe.path) < 6).each(identities)('as $name', (identity) => {
  const run = (
    records: readonly SpecRecord[],
    argv: readonly string[],
    during?: (child: ChildProcess) => void,
  ) => runSpec(spec([...confinement, ...records], argv), { identity, confined: true, during })
  const script = (text: string, during?: (child: ChildProcess) => void) => run([], ['sh', '-c', text], during)
  let marks = 0
  const newMark = () => `/confined-${process.pid}-${identity.uid}-${marks++}`

  test.each([
    ['exit 7', 7, ['started', 'exited', '7']],
    ['kill -9 $$', 137, ['started', 'signaled', '9']],
    ['exec no-such-program', 127, ['started', 'exited', '127']],
  ] as const)('%s is reported', async (text, code, status) => {
    expect(await script(text)).toMatchObject({ code, status })
  })

  test('of several words of the leash that come at once each is obeyed', async () => {
    const file = unnamedFile(spec(confinement, ['sh', '-c', 'echo ready; exec sleep 1000']))
    const { uid, gid } = identity
    const stage = spawn(programs.inner, ['confine', '1', '3', '4'], {
      stdio: ['ignore', 'pipe', 'inherit', file, 'pipe'],
      ...(uid === process.getuid?.() ? {} : { uid, gid }),
    })
    closeSync(file)
    await once(stage.stdout as Readable, 'data')
    // Go on in the background; it has written too much.
    const leash = stage.stdio[4] as Writable
    leash.write('bo')
    expect(await once(stage, 'exit')).toEqual([137, null])
    leash.destroy()
  })

  test('a program that is missing is told', async () => {
    expect(await run([], ['no-such'])).toMatchObject({
      code: 127,
      status: ['started', 'exec-failed', '2', expect.any(String)],
    })
  })

  test('the command holds nothing: no capability, no new privileges, no descriptor', async () => {
    const status = await script(
      `grep -E '^(CapInh|CapPrm|CapEff|CapAmb|NoNewPrivs)' /proc/self/status | tr -d '\\t\\n'`,
    )
    const zeros = '0'.repeat(16)
    expect(status.stdout).toBe(`CapInh:${zeros}CapPrm:${zeros}CapEff:${zeros}CapAmb:${zeros}NoNewPrivs:1`)
    const descriptors = await run([], [probe.path, 'descriptors'])
    expect(outcomes(descriptors.stdout)).toEqual(['0 1 2'])
  })

  test('the stage and its launcher can be neither signalled nor traced nor looked into', async () => {
    const text = `for pid in $PPID $(cut -d' ' -f4 /proc/$PPID/stat); do
      kill -0 $pid 2>/dev/null && echo signalled
      for file in /proc/$pid/fd/* /proc/$pid/cwd /proc/$pid/exe /proc/$pid/root; do
        readlink $file && echo followed
      done
      for file in environ mem maps; do (head -c 1 < /proc/$pid/$file) 2>/dev/null && echo read; done
    done; echo done`
    expect((await script(text)).stdout).toBe('done\n')
  })

  test('without a terminal the command is in a session of the stage, with one in the caller’s', async () => {
    const text = 'read line < /proc/self/stat; set -- $line; echo $6 $4'
    const [session, parent] = (await script(text)).stdout.trim().split(' ')
    expect(session).toBe(parent)
    const shared = await run([['terminal']], ['sh', '-c', text])
    const [callers, stage] = shared.stdout.trim().split(' ')
    expect(callers).not.toBe(stage)
  })

  test('a command that stops goes on when it is told to', async () => {
    const watcher = `(until grep -q ') T ' /proc/$$/stat; do :; done; echo stopped) &`
    const ended = await script(`${watcher} kill -STOP $$; wait; exit 46`, (child) =>
      child.stdout?.once('data', () => process.kill(launcherPid(child), 'SIGCONT')),
    )
    expect(ended).toMatchObject({ code: 46, stdout: 'stopped\n' })
  })

  test('a signal for the stage reaches the command', async () => {
    const ended = await script(`trap 'exit 45' TERM; echo ready; while :; do sleep 0.01; done`, (child) =>
      child.stdout?.once('data', () => process.kill(launcherPid(child), 'SIGTERM')),
    )
    expect(ended).toMatchObject({ code: 45, status: ['started', 'exited', '45'] })
  })

  test('limits and filters hold', async () => {
    const records: SpecRecord[] = [
      ['limit', 'files', '10'],
      ['seccomp', '060000000000ff7f'],
    ]
    const ended = await run(records, ['sh', '-c', 'ulimit -f; grep ^Seccomp: /proc/self/status'])
    expect(ended.stdout).toMatch(/^0\nSeccomp:\t2\n$/)
  })

  test('a limit of processes is refused: the kernel would count the user’s others', async () => {
    const ended = await run([['limit', 'processes', '5']], ['true'])
    expect(ended).toMatchObject({ code: 125 })
    expect(ended.status[1]).toMatch(/^cannot limit processes: /)
  })

  test.each<readonly [string, readonly SpecRecord[], string]>([
    ['mounts', [['hide', '/etc/passwd']], 'bad spec: there is no mount namespace to change for: /etc/passwd'],
    [
      'expectations',
      [['expect', '/etc', '1', '2']],
      'bad spec: there is no mount namespace to change for: /etc',
    ],
  ])('a spec with %s is refused', async (_name, records, message) => {
    expect(await run(records, ['true'])).toMatchObject({ code: 125, status: ['setup-failed', message] })
  })

  test('a spec that confines nothing is refused', async () => {
    const listing = await run([['socket', '/run/x']], ['true'])
    expect(listing.status).toEqual([
      'setup-failed',
      'bad spec: there is no network namespace to tell whose socket it is: /run/x',
    ])
    const ended = await runSpec(spec([], ['true']), { identity, confined: true })
    expect(ended).toMatchObject({ code: 125, status: ['setup-failed', 'bad spec: missing: landlock'] })
  })

  describe('nothing is left', () => {
    const QUIET = '>/dev/null 2>&1 </dev/null'

    test.each([
      ['a job in the background', (mark: string) => `sh -c 'sleep 1000; :' ${mark} ${QUIET} &`],
      [
        'a daemon in its own session',
        (mark: string) => `setsid sh -c 'sleep 1000; :' ${mark} ${QUIET} & sleep 0.1`,
      ],
      [
        'who ignores every signal',
        (mark: string) =>
          `setsid sh -c 'trap "" HUP INT TERM; echo >/dev/null; while :; do sleep 1000; done' ${mark} ${QUIET} & sleep 0.1`,
      ],
      ['a stopped process', (mark: string) => `sh -c 'kill -STOP $$' ${mark} ${QUIET} & sleep 0.1`],
      [
        'two hundred children of children',
        (mark: string) =>
          `for i in $(seq 200); do (setsid sh -c 'sleep 1000; :' ${mark} ${QUIET} &); done; sleep 0.2`,
      ],
    ])('of %s', async (_name, text) => {
      const mark = newMark()
      const ended = await script(`${text(mark)}\nexit 3`)
      expect(ended).toMatchObject({ code: 3, status: ['started', 'exited', '3'] })
      await untilGone(mark)
    })

    test('of a process that flees from one parent to the next', async () => {
      const mark = newMark()
      // The mark is one more attempt, which is never reached.
      const words = attempts(['flee', '20000'], ['open', mark]).map((word) => `'${word}'`)
      const ended = await script(`${probe.path} ${words.join(' ')} ${QUIET} & exit 3`)
      expect(ended.code).toBe(3)
      await untilGone(mark)
    })

    const lasting = (mark: string) =>
      `(setsid sh -c 'sleep 1000; :' ${mark} ${QUIET} &); sh -c 'echo ready; sleep 1000; :' ${mark}`
    const kills: readonly (readonly [string, (child: ChildProcess) => void])[] = [
      ['the launcher is killed', (child) => child.kill('SIGKILL')],
      ['the stage is killed', (child) => process.kill(launcherPid(child), 'SIGKILL')],
    ]

    test.each(kills)('when %s', async (_name, kill) => {
      const mark = newMark()
      await script(lasting(mark), (child) => child.stdout?.once('data', () => kill(child)))
      await untilGone(mark)
    })

    test.each(kills)(
      'when %s, at 20 moments of the start',
      async (_name, kill) => {
        for (let round = 0; round < 20; round++) {
          const mark = newMark()
          await script(
            lasting(mark),
            (child) =>
              void pause(round / 2).then(() => {
                try {
                  kill(child)
                } catch {
                  // Not there yet: then the one that would start it.
                  child.kill('SIGKILL')
                }
              }),
          )
          await untilGone(mark)
        }
      },
      60_000,
    )
  })
})
