/** `unix_sockets` where the network is not the host's: exactly the listed sockets, and the command's own. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, linkSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { TestPlace, users } from './sandbox.js'

let directory: string
let connector: string
beforeAll(() => {
  directory = mkdtempSync('/var/tmp/sandbox-connector-')
  chmodSync(directory, 0o755)
  connector = join(directory, 'connector')
  const source = join(import.meta.dirname, 'connector.c')
  execFileSync('cc', ['-O1', '-static', '-pthread', '-o', connector, source])
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const SERVE = `
let left = process.argv.length - 1
for (const path of process.argv.slice(1)) {
  require('net').createServer((socket) => socket.on('error', () => {}).end()).listen(path, () => {
    require('fs').chmodSync(path, 0o777)
    if (--left === 0) console.log('ready')
  })
}`

const ROUNDS = '2000'

const [major = 0, minor = 0] = release().split('.').map(Number)
/** Before, only the descriptors of whole processes can be taken. */
const takesFromThreads = major > 6 || (major === 6 && minor >= 9)

describe.each(users)('as $name', (user) => {
  let place: TestPlace
  let daemons: ChildProcess[]
  beforeEach(() => {
    place = new TestPlace(user)
    daemons = []
  })
  afterEach(async () => {
    for (const daemon of daemons) await stop(daemon)
    place.remove()
  })

  /** Outside, in a process of its own: what runs here waits for the sandbox. */
  async function listen(...paths: readonly string[]): Promise<ChildProcess> {
    const daemon = spawn(process.execPath, ['-e', SERVE, ...paths], { stdio: ['ignore', 'pipe', 'inherit'] })
    daemons.push(daemon)
    await once(daemon.stdout as NodeJS.ReadableStream, 'data')
    return daemon
  }

  async function stop(daemon: ChildProcess): Promise<void> {
    if (daemon.exitCode !== null || daemon.signalCode !== null) return
    daemon.kill()
    await once(daemon, 'exit')
  }

  const run = (
    words: readonly string[],
    unixSockets: Record<string, 'allow' | 'deny'>,
    options: object = {},
  ) => {
    const rules = { '/': 'read', [place.workspace]: 'write' } as const
    return place.run([connector, ...words], rules, { unixSockets, ...options })
  }
  const answers = (...given: Parameters<typeof run>) =>
    run(...given)
      .stdout.trim()
      .split('\n')

  test('only the listed one is reached; others are refused and told of', async () => {
    const [listed, other] = [place.at('home/listed'), place.at('home/other')] as [string, string]
    await listen(listed, other)
    const result = run(['connect', listed, other], { [listed]: 'allow' })
    expect(result.stdout).toBe('ok\nEACCES\n')
    expect(result.denials).toMatchObject([
      { kind: 'network', subject: `unix:${other}`, rule: 'network.unix_sockets' },
    ])
  })

  test('that it was refused is told although the command limits whatever tells it', async () => {
    const other = place.at('home/other')
    await listen(other)
    // Once a call was answered, all that answers is there.
    const script = `
${connector} connect nothing
for thread in /proc/1/task/*; do prlimit --pid \${thread##*/} --fsize=0:0 && echo limited; done
${connector} connect ${other}
exit 3`
    const unixSockets = { '/run/no-such.sock': 'allow' } as const
    const result = place.sh(script, { '/': 'read' }, { unixSockets })
    expect(result).toMatchObject({ exitCode: 3, stdout: 'ENOENT\nEACCES\n' })
    expect(result.stderr.match(/Operation not permitted/g)?.length).toBeGreaterThan(1)
    expect(result.denials).toMatchObject([{ subject: `unix:${other}` }])
  })

  test('another spelling of a listed one reaches it', async () => {
    await listen(place.at('home/listed'))
    place.link(place.at('w/link'), '../home/listed')
    const words = ['connect', '../home/listed', 'link', `${place.base}/w/.././home//listed`]
    expect(answers(words, { [place.at('home/listed')]: 'allow' })).toEqual(['ok', 'ok', 'ok'])
  })

  test('a rule that names a link allows what the link leads to', async () => {
    await listen(place.at('home/listed'))
    place.link(place.at('home/link'), 'listed')
    expect(answers(['connect', place.at('home/listed')], { [place.at('home/link')]: 'allow' })).toEqual([
      'ok',
    ])
  })

  test('what is no socket of anybody fails as it does outside', () => {
    const words = ['connect', place.at('nothing'), place.workspace, '@abstract']
    const unixSockets = { '/run/no-such.sock': 'allow' } as const
    expect(answers(words, unixSockets)).toEqual(['ENOENT', 'ECONNREFUSED', 'EACCES'])
  })

  test('a size with something in its upper half counts as the lower one', async () => {
    const listed = place.at('home/listed')
    await listen(listed)
    expect(answers(['long-size', listed], { [listed]: 'allow' })).toEqual(['ok'])
  })

  describe.skipIf(!takesFromThreads)(
    'by a thread (skipped before Linux 6.9, which takes from processes only)',
    () => {
      test.each([
        ['with descriptors of its own', 'own-table'],
        ['of a process whose first thread has ended', 'last-thread'],
      ])('%s', async (_, mode) => {
        const listed = place.at('home/listed')
        await listen(listed)
        expect(answers([mode, listed], { [listed]: 'allow' })).toEqual(['ok'])
      })
    },
  )

  test('from a root of its own nothing is reached by names of ours', async () => {
    const listed = place.at('home/listed')
    await listen(listed)
    const words = ['own-root', place.workspace, listed]
    expect(answers(words, { [listed]: 'allow' }, { nested: true })).toEqual(['EACCES'])
  })

  test('a caller that is killed leaves no thread behind', { timeout: 90_000 }, () => {
    const unixSockets = { '/run/no-such.sock': 'allow' } as const
    expect(answers(['abandon', place.at('w/own'), '20'], unixSockets)).toEqual(['none left'])
  })

  test('a signal that the caller handles ends its wait', { timeout: 90_000 }, () => {
    const unixSockets = { '/run/no-such.sock': 'allow' } as const
    expect(answers(['interrupt', place.at('w/own')], unixSockets)).toEqual(['EINTR'])
  })

  test.skipIf(user.uid === 0)('our thread counts for no process of the command (root: not counted)', () => {
    const count = (unixSockets: Record<string, 'allow'>) =>
      run(['children', '-'], unixSockets, { limits: { processes: 5 } }).stdout
    expect(count({})).toBe('4\n')
    expect(count({ '/run/no-such.sock': 'allow' })).toBe('4\n')
  })

  test('it is shown where reading is restricted', async () => {
    await listen(place.at('home/listed'), place.at('home/other'))
    const rules = { ':minimal': 'read', [directory]: 'read', [place.workspace]: 'write' } as const
    const words = ['connect', place.at('home/listed'), place.at('home/other')]
    const unixSockets = { [place.at('home/listed')]: 'allow' } as const
    expect(place.run([connector, ...words], rules, { unixSockets }).stdout).toBe('ok\nENOENT\n')
  })

  test('a rule that denies its path is refused by name', () => {
    const listed = place.at('home/listed')
    const rules = { '/': 'read', [place.at('home')]: 'deny' } as const
    const { refused } = place.run(['true'], rules, { unixSockets: { [listed]: 'allow' } })
    expect(refused).toMatchObject({ code: 'SOCKET_DENIED' })
  })

  test('a daemon that starts while the command runs is reached', async () => {
    const listed = place.at('home/listed')
    // Until the daemon has made its socket and opened it for others.
    const script = `until ${connector} connect ${listed} | grep ok; do :; done >outcome`
    const rules = { '/': 'read', [place.workspace]: 'write' } as const
    const running = place.start(['sh', '-c', script], rules, { unixSockets: { [listed]: 'allow' } })
    const ended = once(running, 'exit')
    while (!existsSync(place.at('w/outcome'))) await new Promise((again) => setImmediate(again))
    await listen(listed)
    await ended
    expect(readFileSync(place.at('w/outcome'), 'utf8')).toBe('ok\n')
  })

  describe('where the command may write', () => {
    test('a listed one is the one that was there at the start', async () => {
      const [listed, other] = [place.at('w/listed'), place.at('w/other')] as [string, string]
      await listen(listed, other)
      const swap = `mv -f ${other} ${listed} && ${connector} connect ${listed}`
      const rules = { '/': 'read', [place.workspace]: 'write' } as const
      const unixSockets = { [listed]: 'allow' } as const
      expect(answers(['connect', listed], unixSockets)).toEqual(['ok'])
      expect(place.sh(swap, rules, { unixSockets }).stdout).toBe('EACCES\n')
    })

    test('one that is listed through a directory that the command may rename is pinned as well', async () => {
      place.directory(place.at('w/a/deep'))
      place.directory(place.at('w/b/deep'))
      await listen(place.at('w/a/deep/s'), place.at('w/b/deep/s'))
      const swap = `mv a c && mv b a && ${connector} connect ${place.at('w/a/deep/s')}`
      const rules = { '/': 'read', [place.workspace]: 'write' } as const
      const unixSockets = { [place.at('w/a/deep/s')]: 'allow' } as const
      expect(place.sh(swap, rules, { unixSockets }).stdout).toBe('EACCES\n')
    })

    test("the command's own are reached by its processes, streams and packets", () => {
      const unixSockets = { '/run/no-such.sock': 'allow' } as const
      expect(answers(['own', place.at('w/own')], unixSockets)).toEqual(['hello'])
      expect(answers(['own-packets', 'packets'], unixSockets)).toEqual(['hello'])
      expect(answers(['crowd', place.at('w/crowd'), '60'], unixSockets)).toEqual(['0 failed'])
    })

    test('one whose maker has gone refuses, as it does outside', () => {
      const script = `${connector} own own >/dev/null; ${connector} connect own`
      const rules = { '/': 'read', [place.workspace]: 'write' } as const
      const { stdout, denials } = place.sh(script, rules, {
        unixSockets: { '/run/no-such.sock': 'allow' },
      })
      expect(stdout).toBe('ECONNREFUSED\n')
      expect(denials).toEqual([])
    })

    test('after many others a new one is still known', { timeout: 60_000 }, () => {
      const script = `${connector} many own 1000; ${connector} own own`
      const rules = { '/': 'read', [place.workspace]: 'write' } as const
      const unixSockets = { '/run/no-such.sock': 'allow' } as const
      expect(place.sh(script, rules, { unixSockets }).stdout).toBe('ok\nhello\n')
    })

    test('a client that looks for it before it is there finds it', () => {
      expect(answers(['early', place.at('w/own'), '200'], { '/run/no-such.sock': 'allow' })).toEqual(['ok'])
    })

    test('none can be made elsewhere, nor without a file', () => {
      const unixSockets = { '/run/no-such.sock': 'allow' } as const
      expect(answers(['own', place.at('home/own')], unixSockets)).toEqual(['EROFS'])
      expect(answers(['own', '@abstract'], unixSockets)).toEqual(['EACCES'])
    })

    test('none is made through what /proc/self is for us', () => {
      const unixSockets = { '/run/no-such.sock': 'allow' } as const
      expect(answers(['own', '/proc/self/cwd/own'], unixSockets)).toEqual(['ELOOP'])
    })

    test('one is made as its maker wants it: at a relative place, with its umask', () => {
      place.directory(place.at('w/deep'))
      const script = `cd deep; umask 027; ${connector} own ../own; stat -c %a ../own`
      const rules = { '/': 'read', [place.workspace]: 'write' } as const
      const unixSockets = { '/run/no-such.sock': 'allow' } as const
      expect(place.sh(script, rules, { unixSockets }).stdout).toBe('hello\n750\n')
    })

    test("those of other programs are not the command's own", async () => {
      await listen(place.at('w/theirs'))
      const words = ['connect', place.at('w/theirs'), 'theirs']
      expect(answers(words, { '/run/no-such.sock': 'allow' })).toEqual(['EACCES', 'EACCES'])
    })

    test('one that another program made in place of the own one is refused', async () => {
      // Bound inside and still listening, under another name; at its old name lies somebody else's.
      await listen(place.at('w/theirs'))
      const script = `${connector} own own >/dev/null; mv own kept; mv theirs own; ${connector} connect own`
      const rules = { '/': 'read', [place.workspace]: 'write' } as const
      const unixSockets = { '/run/no-such.sock': 'allow' } as const
      expect(place.sh(script, rules, { unixSockets }).stdout).toBe('EACCES\n')
    })
  })

  describe('what is changed while it is looked at', () => {
    let listed: string
    let other: string
    beforeEach(async () => {
      ;[listed, other] = [place.at('home/listed'), place.at('home/other')] as [string, string]
      await listen(listed, other)
    })

    test('the address', () => {
      expect(answers(['race-address', listed, other, ROUNDS], { [listed]: 'allow' })).toEqual(['some 0'])
    })

    test('a link', () => {
      const words = ['race-link', place.at('w/link'), listed, other, ROUNDS]
      expect(answers(words, { [listed]: 'allow' })).toEqual(['some 0'])
    })

    test('the descriptor', () => {
      const words = ['race-descriptor', other, '200']
      expect(answers(words, { [listed]: 'allow' })).toEqual(['0'])
    })

    test('the place of one that is being made', { timeout: 60_000 }, () => {
      const words = ['race-bound', place.at('w/own'), other, '200']
      expect(answers(words, { [listed]: 'allow' })).toEqual(['0'])
      const [reached] = answers(words, { [listed]: 'allow', [other]: 'allow' })
      expect(Number(reached)).toBeGreaterThan(0)
    })

    test('and the races are races: with both listed, both are reached', () => {
      const both = { [listed]: 'allow', [other]: 'allow' } as const
      const [answer = ''] = answers(['race-address', listed, other, ROUNDS], both)
      expect(Number(answer.split(' ')[1])).toBeGreaterThan(0)
    })
  })

  test('datagrams are refused: they need no connection', async () => {
    const listed = place.at('home/listed')
    await listen(listed)
    expect(answers(['datagram', listed], { [listed]: 'allow' })).toEqual(['EPERM'])
    expect(answers(['pair', '-'], { [listed]: 'allow' })).toEqual(['EPERM'])
  })

  test('without a list there are no sockets of the file system', async () => {
    await listen(place.at('w/theirs'))
    expect(answers(['connect', place.at('w/theirs')], {})).toEqual(['EPERM'])
    expect(answers(['own', place.at('w/own')], {})).toEqual(['EPERM'])
    // A denied one is no list of allowed ones.
    expect(answers(['own', place.at('w/own')], { [place.at('w/own')]: 'deny' })).toEqual(['EPERM'])
  })

  test('a socket that was moved by its owner during the run keeps its meaning', async () => {
    const listed = place.at('home/listed')
    await listen(listed, place.at('home/other'))
    linkSync(listed, place.at('home/second'))
    renameSync(place.at('home/other'), place.at('home/third'))
    const words = ['connect', place.at('home/second'), place.at('home/third')]
    expect(answers(words, { [listed]: 'allow' })).toEqual(['ok', 'EACCES'])
  })
})
