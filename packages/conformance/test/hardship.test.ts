/** Hosts that lack something: a run works, or is refused by name; it never runs with less, and leaves nothing behind. */

import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accountsFor, forget, identity } from '../src/account.js'
import { recordsBy, Workplace } from '../src/faults/workplace.js'

/** Says that it runs, and tries what must not be. */
const SCRIPT = 'echo ran; mkdir .git/hooks || mkdir .git || cat secrets/key'
const PATIENCE = 120_000
const UNSHARE = ['unshare', '--user', '--map-root-user', '--mount', '--'] as const

/** Somebody who is root there would leave records in `/tmp` under the name of root. */
const OWN_TMP = 'mount -t tmpfs -o mode=1777 none /tmp'

/** Whether this host lets us make another one of it, in which the checkout is still there. */
const canUnshare =
  !import.meta.dirname.startsWith('/tmp/') &&
  spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'true']).status === 0

describe.skipIf(process.platform !== 'linux').each(accountsFor('hardship'))('as $kind', (account) => {
  let place: Workplace
  let pids: number[]
  beforeEach(() => {
    place = new Workplace(account)
    pids = []
  })
  afterEach(() => place.remove())
  afterAll(() => forget(account))

  /** Runs a command after another one has made the host what it is to be. */
  function run(prefix: readonly string[], options: readonly string[] = []) {
    const [file = '', ...args] = [...prefix, ...place.command(SCRIPT, ...options)]
    const ended = spawnSync(file, args, {
      cwd: place.workspace,
      env: place.environment,
      encoding: 'utf8',
      timeout: PATIENCE,
      ...identity(account),
    })
    // Every prefix becomes the command, so it is the same process.
    pids.push(ended.pid)
    return ended
  }

  /** The same on a host that a script changes first, in namespaces of its own. */
  const runOn = (change: string, options?: readonly string[]) =>
    run([...UNSHARE, 'sh', '-c', `set -e; ${OWN_TMP}; ${change}; exec "$@"`, 'sh'], options)

  /** The command ran, and nothing was open that should not be. */
  function expectHeld({ stdout, stderr, status }: ReturnType<typeof run>): void {
    expect({ stdout, stderr, status }).toEqual({
      stdout: 'ran\n',
      stderr: expect.stringMatching(/\.git[\s\S]*secrets\/key/),
      status: expect.toSatisfy((code: number) => code > 0 && code < 125),
    })
  }

  /** Nothing ran, and the message names what is missing. */
  function expectRefused({ stdout, stderr, status }: ReturnType<typeof run>, code: RegExp): void {
    expect({ stdout, stderr, status }).toEqual({
      stdout: '',
      stderr: expect.stringMatching(code),
      status: 125,
    })
    expect(stderr).not.toMatch(/internal error/)
  }

  function expectNothingLeft(before: ReadonlyMap<string, string>): void {
    expect(place.digest()).toEqual(before)
    expect(recordsBy(pids, account)).toEqual([])
  }

  test('an ordinary host, for comparison', () => {
    const before = place.digest()
    expectHeld(run([]))
    expectNothingLeft(before)
  })

  describe.skipIf(!canUnshare)(
    'in namespaces of its own (needs unshare, and a checkout outside of /tmp)',
    () => {
      /** Wherever the records of somebody are. */
      const smallDisks = (options: string) =>
        ['/tmp', '/run'].map((path) => `mount -t tmpfs -o mode=1777,${options} none ${path}`).join('; ')

      test('another host changes nothing by itself', { timeout: PATIENCE }, () => {
        const before = place.digest()
        expectHeld(runOn('true'))
        expectNothingLeft(before)
      })

      test('a full disk for records', () => {
        const fill = 'for d in /tmp /run; do head -c 100000 /dev/zero > $d/fill 2> /dev/null || true; done'
        expectRefused(runOn(`${smallDisks('size=16k')}; ${fill}`), /RUNTIME_DIRECTORY_UNUSABLE.*ENOSPC/)
      })

      test('a disk for records without inodes', () => {
        const fill = ': > /tmp/a; : > /run/a; unset XDG_RUNTIME_DIR'
        expectRefused(runOn(`${smallDisks('nr_inodes=2')}; ${fill}`), /RUNTIME_DIRECTORY_UNUSABLE.*ENOSPC/)
      })

      test('a workspace without inodes', () => {
        const before = place.digest()
        mkdirSync(join(place.base, 'small'))
        const small = `mount -t tmpfs -o nr_inodes=2 none ${place.base}/small; : > ${place.base}/small/a; cd ${place.base}/small`
        expectRefused(runOn(small, ['-C', join(place.base, 'small')]), /PLACEHOLDER_NOT_MADE.*ENOSPC/)
        expectNothingLeft(before)
      })

      test('a home that is read-only', () => {
        const before = place.digest()
        const home = join(place.base, 'home')
        expectHeld(runOn(`mount --bind ${home} ${home}; mount -o remount,bind,ro ${home}`))
        expectNothingLeft(before)
      })

      test('no /dev/shm', () => {
        const devices = ['null', 'zero', 'full', 'random', 'urandom', 'tty']
        const bare = [
          `mkdir ${place.base}/dev`,
          `mount -t tmpfs none ${place.base}/dev`,
          `cd ${place.base}/dev`,
          `touch ${devices.join(' ')}`,
          ...devices.map((name) => `mount --bind /dev/${name} ${name}`),
          `ln -s /proc/self/fd fd`,
          `mount --rbind . /dev`,
          `cd ${place.workspace}`,
        ]
        expectHeld(runOn(bare.join('; ')))
      })

      test.each(['bwrap', 'landlock'])('no /proc, with %s', (backend) => {
        const before = place.digest()
        expectRefused(runOn('mount -t tmpfs none /proc', ['--backend', backend]), /PROC_MISSING/)
        expect(place.digest()).toEqual(before)
      })
    },
  )

  test('few descriptors: it works, or is refused', { timeout: PATIENCE }, () => {
    const before = place.digest()
    for (const files of [64, 40, 32, 28, 24, 21, 20]) {
      const result = run(['prlimit', `--nofile=${files}`])
      if (result.stdout === 'ran\n') expectHeld(result)
      else expectRefused(result, /EMFILE|ENFILE/)
      expectNothingLeft(before)
    }
  })

  /** They count for all of somebody's processes, so that with the tests among them Node itself would get too few, and hang. */
  const isAlone = account.uid !== process.getuid?.()
  const FEW_PROCESSES = isAlone ? ([['processes', '--nproc', [40, 20, 12, 10]]] as const) : []

  test.each([
    ['address space', '--as', [2 ** 32, 2 ** 31, 2 ** 30, 2 ** 29]],
    ['memory for data', '--data', [2 ** 29, 2 ** 28, 2 ** 27, 2 ** 26]],
    ['stack', '--stack', [2 ** 20, 2 ** 18]],
    ['locked memory', '--memlock', [0]],
    ...FEW_PROCESSES,
    ['size of files', '--fsize', [2 ** 20, 100, 0]],
  ] as const)('little %s: it works, or nothing runs', { timeout: PATIENCE }, (_what, option, values) => {
    const before = place.digest()
    for (const value of values) {
      const result = run(['prlimit', `${option}=${value}`])
      // Node itself may give up before anything of ours begins.
      if (result.stdout.includes('ran')) expectHeld(result)
      else expect(result.status).not.toBe(0)
      expect(run([]).stdout).toBe('ran\n')
      expectNothingLeft(before)
    }
  })

  test('a clock that jumps back and forth', () => {
    const before = place.digest()
    const jumps = 'const now = Date.now; let n = 0; Date.now = () => now() + (n++ % 2 ? 1e10 : -1e10)'
    const [node = '', ...args] = place.command(SCRIPT)
    const result = spawnSync(
      node,
      ['--import', `data:text/javascript,${encodeURIComponent(jumps)}`, ...args],
      {
        cwd: place.workspace,
        env: place.environment,
        encoding: 'utf8',
        ...identity(account),
      },
    )
    expectHeld(result)
    expectNothingLeft(before)
  })
})
