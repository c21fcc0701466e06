/** What Landlock closes, under bubblewrap and without it, and what it must not disturb. */

import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  ABSTRACT,
  abiOf,
  CONNECT,
  closed,
  EVERYTHING,
  open,
  READ,
  SIGNAL,
  system,
  WRITE,
} from './landlock.js'
import {
  attempts,
  compileProbe,
  identities,
  outcomes,
  programs,
  type RunOptions,
  runSpec,
  type SpecRecord,
  scratch,
  spec,
  tree,
} from './sandbox.js'

const probe = compileProbe()
afterAll(() => probe.remove())
const abi = abiOf(probe.path)

const listening = (server: Server, where: string | { port: number; host: string }) =>
  new Promise<void>((resolve) => void server.listen(where as string, resolve))

/** `confine` needs rules for what the probe reads; under bubblewrap only writing is closed. */
const ways = [
  { way: 'behind bubblewrap', confined: false, files: WRITE, base: [] as readonly SpecRecord[] },
  { way: 'alone', confined: true, files: EVERYTHING, base: [open(READ, '/')] },
]

test('the inner stage tells the version', () => {
  expect(execFileSync(programs.inner, ['landlock', '1']).toString()).toBe(`${abi}\n`)
})

describe.skipIf(abi < 6).each(identities)('as $name', (identity) => {
  let root: string
  let outside: string
  beforeEach(() => {
    root = scratch(identity)
    outside = scratch(identity)
  })
  afterEach(() => {
    for (const each of [root, outside]) rmSync(each, { recursive: true, force: true })
  })

  const run = (records: readonly SpecRecord[], argv: readonly string[], options: Partial<RunOptions> = {}) =>
    runSpec(spec(records, argv), { identity, writable: root, ...options })

  describe.each(ways)('$way', ({ confined, files, base }) => {
    const tried = async (records: readonly SpecRecord[], ...list: readonly (readonly string[])[]) => {
      const ended = await run(records, [probe.path, ...attempts(...list)], { confined })
      expect(ended).toMatchObject({ code: 0, stderr: '' })
      return outcomes(ended.stdout)
    }
    const rules = (ports?: number, scopes?: number): readonly SpecRecord[] => [
      closed(files, ports, scopes),
      ...base,
      open(files, root),
    ]

    test('a FIFO that lies outside cannot be opened for writing, one inside can', async () => {
      for (const directory of [root, outside])
        execFileSync('mkfifo', ['-m', '666', `${directory}/fifo`], { stdio: 'pipe' })
      if (!confined) expect(await tried([], ['both', `${outside}/fifo`])).toEqual(['ok'])
      expect(await tried(rules(), ['both', `${outside}/fifo`], ['both', `${root}/fifo`])).toEqual([
        'EACCES',
        'ok',
      ])
    })

    test('nothing can be made outside, and everything but devices inside', async () => {
      const refused = await tried(
        rules(),
        ...['fifo', 'create', 'mkdir'].map((what) => [what, `${outside}/${what}`]),
        ['symlink', 'x', `${outside}/l`],
      )
      for (const answer of refused) expect(['EACCES', 'EROFS']).toContain(answer)
      expect(
        await tried(
          rules(),
          ...['fifo', 'create', 'mkdir'].map((what) => [what, `${root}/${what}`]),
          ['symlink', 'x', `${root}/l`],
          ['node', `${root}/device`],
        ),
      ).toEqual(['ok', 'ok', 'ok', 'ok', 'EPERM'])
    })

    test('files move and link freely between writable directories, and not in or out', async () => {
      tree(root, identity, { 'a/f': 'F', 'a/g': 'G', 'b/': '' })
      tree(outside, identity, { secret: 'S' })
      expect(
        await tried(
          rules(),
          ['rename', `${root}/a/f`, `${root}/b/f`],
          ['link', `${root}/a/g`, `${root}/b/g`],
        ),
      ).toEqual(['ok', 'ok'])
      const refused = await tried(
        rules(),
        ['link', `${outside}/secret`, `${root}/secret`],
        ['rename', `${root}/b/f`, `${outside}/f`],
      )
      for (const answer of refused) expect(['EACCES', 'EXDEV', 'EROFS']).toContain(answer)
    })

    test('files outside can neither be cut nor written nor removed', async () => {
      tree(outside, identity, { f: 'kept' })
      tree(root, identity, { f: 'gone' })
      const refused = await tried(
        rules(),
        ...['cut', 'write', 'unlink'].map((what) => [what, `${outside}/f`]),
      )
      for (const answer of refused) expect(['EACCES', 'EROFS']).toContain(answer)
      expect(readFileSync(`${outside}/f`, 'utf8')).toBe('kept')
      expect(await tried(rules(), ['cut', `${root}/f`])).toEqual(['ok'])
      expect(statSync(`${root}/f`).size).toBe(0)
    })

    test('TCP is refused but for the port that is left open', async () => {
      const server = createServer((socket) => socket.end())
      await listening(server, { port: 0, host: '127.0.0.1' })
      const { port } = server.address() as AddressInfo
      try {
        expect(await tried([...rules(0)], ['tcp', `${port}`])).toEqual(['ok'])
        expect(await tried(rules(), ['tcp', `${port}`], ['serve', '0'])).toEqual(['EACCES', 'EACCES'])
        const left: SpecRecord = ['landlock-port', `${CONNECT}`, `${port}`]
        expect(await tried([...rules(), left], ['tcp', `${port}`], ['serve', `${port}`])).toEqual([
          'ok',
          'EACCES',
        ])
      } finally {
        server.close()
      }
    })

    test('an abstract socket outside cannot be connected to', async () => {
      // As long as an address can be: some versions of Node.js fill it up.
      const name = `sandbox-test-${process.pid}-${identity.uid}-${confined}-`.padEnd(107, 'x')
      const server = createServer((socket) => socket.end())
      await listening(server, `\0${name}`)
      try {
        expect(await tried(rules(3, SIGNAL), ['abstract', name])).toEqual(['ok'])
        expect(await tried(rules(3, ABSTRACT), ['abstract', name])).toEqual(['EPERM'])
      } finally {
        server.close()
      }
    })

    test('devices that everybody uses still work', async () => {
      const device = open(files & ~READ ? files : READ, '/dev/null')
      const script = 'echo gone > /dev/null && head -c 4 /dev/zero > /dev/null && echo fine'
      const ended = await run([...rules(), device], ['sh', '-c', script], { confined })
      expect(ended).toMatchObject({ code: 0, stdout: 'fine\n' })
    })

    test('a standard stream can be opened again for what it is open for, when that is left open', async () => {
      const log = `${outside}/log`
      writeFileSync(log, 'before\n')
      const script =
        '(echo more >> /dev/stderr) && (echo piped | cat > /dev/null); (echo > /dev/stderr) || exit 9'
      const records = [...rules(), open(files, '/dev/null')]
      const appending = { confined, before: `exec 2>>${log}` }
      if (identity.uid !== 0) execFileSync('chown', [`${identity.uid}`, log])
      await run(records, ['sh', '-c', script], appending)
      expect(readFileSync(log, 'utf8')).not.toContain('more')
      const streams: SpecRecord = ['landlock-streams']
      const ended = await run([...records, streams], ['sh', '-c', script], appending)
      expect(readFileSync(log, 'utf8')).toMatch(/^before\n(.*\n)*more\n/)
      // What only appends cannot be cut.
      expect(ended.code).toBe(9)
      const written = await run([...records, streams], ['sh', '-c', 'echo new > /dev/stderr'], {
        confined,
        before: `exec 2>${log}`,
      })
      expect([written.code, readFileSync(log, 'utf8')]).toEqual([0, 'new\n'])
    })
  })

  test('reading and executing are refused where no rule leaves them open', async () => {
    tree(root, identity, { 'in/f': 'F', 'out/f': 'S' })
    const script = `${probe.path} open ${root}/in/f , open ${root}/out/f , list ${root}/out , list ${root}/in`
    const ended = await run(
      [closed(), ...system, open(READ, probe.path), open(READ, `${root}/in`)],
      ['sh', '-c', script],
      { confined: true },
    )
    expect(outcomes(ended.stdout)).toEqual(['ok', 'EACCES', 'EACCES', 'ok'])
    const refused = await run([closed(), ...system], [probe.path, 'list', '/'], { confined: true })
    expect(refused).toMatchObject({ code: 126, status: ['started', 'exec-failed', '13', expect.any(String)] })
  })

  test('processes outside can be neither signalled nor traced', async () => {
    const victim = spawn('sleep', ['1000'], { uid: identity.uid, gid: identity.gid, stdio: 'ignore' })
    try {
      const pid = `${victim.pid}`
      const words = [probe.path, ...attempts(['signal', pid], ['trace', pid])]
      const apart = await run([closed(), open(READ, '/')], words, { confined: true })
      expect(outcomes(apart.stdout)).toEqual(['EPERM', 'EPERM'])
      const near = await run([closed(EVERYTHING, 3, ABSTRACT), open(READ, '/')], words, { confined: true })
      expect(outcomes(near.stdout)).toEqual(['ok', 'EPERM'])
    } finally {
      victim.kill('SIGKILL')
    }
  })

  test.skipIf(identity.uid !== 0)('a device node outside cannot be opened for writing', async () => {
    execFileSync('mknod', [`${outside}/null`, 'c', '1', '3'])
    const words = [probe.path, 'both', `${outside}/null`]
    const ended = await run([closed(), open(READ, '/')], words, { confined: true })
    expect(outcomes(ended.stdout)).toEqual(['EACCES'])
  })

  describe('is set up', () => {
    const failing = async (...records: readonly SpecRecord[]) => {
      const ended = await run(records, ['echo', 'ran'], { confined: true })
      expect(ended).toMatchObject({ code: 125, stdout: '', stderr: '' })
      return ended.status
    }

    test('or nothing runs: with a path that is missing, unless it may be', async () => {
      expect(await failing(closed(), open(READ, '/no/such'))).toEqual([
        'setup-failed',
        'cannot leave open /no/such: No such file or directory',
      ])
      const optional: SpecRecord = ['landlock-path-if-present', `${READ}`, '/no/such']
      const ended = await run([closed(), optional, open(READ, '/')], ['echo', 'ran'], { confined: true })
      expect(ended).toMatchObject({ code: 0, stdout: 'ran\n' })
    })

    test('without following links', async () => {
      tree(root, identity, { link: '-> /usr', 'real/f': '' })
      const status = await failing(closed(), open(READ, `${root}/link`))
      expect(status[1]).toContain(`cannot leave open ${root}/link: `)
      const optional: SpecRecord = ['landlock-path-if-present', `${WRITE}`, `${root}/link`]
      const words = [probe.path, 'create', '/usr/made']
      const ended = await run([closed(), open(READ, '/'), optional], words, { confined: true })
      expect(outcomes(ended.stdout)).toEqual(['EACCES'])
    })

    test('or nothing runs: with more than the kernel has', async () => {
      const text = /^cannot close with this kernel's Landlock what the spec wants closed: /
      for (const record of [closed(2 ** 40), closed(1, 2 ** 20), closed(1, 0, 2 ** 20)])
        expect((await failing(record))[1]).toMatch(abi <= 9 ? text : /./)
    })

    test('with the same rights for a file as for a directory', async () => {
      tree(root, identity, { f: 'F' })
      const words = [probe.path, ...attempts(['write', `${root}/f`], ['create', `${root}/g`])]
      const ended = await run([closed(), open(READ, '/'), open(EVERYTHING, `${root}/f`)], words, {
        confined: true,
      })
      expect(outcomes(ended.stdout)).toEqual(['ok', 'EACCES'])
    })
  })
})
