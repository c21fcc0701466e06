import { type ChildProcess, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { withManyDescriptors } from '../../linux-landlock-seccomp/test/support/descriptors.js'
import { family, isRunning, until } from '../../linux-landlock-seccomp/test/support/processes.js'
import type { PolicyOptions } from '../../linux-landlock-seccomp/test/support/profile.js'
import { TestPlace, users } from './sandbox.js'

describe.each(users)('as $name', (user) => {
  let place: TestPlace
  const started: ChildProcess[] = []
  beforeEach(() => {
    place = new TestPlace(user)
  })
  afterEach(() => {
    for (const child of started.splice(0)) if (child.exitCode === null) child.kill('SIGKILL')
    place.remove()
  })

  const options = { protectedNames: ['.git', '.codex'] }
  const start = (script: string, more: PolicyOptions = {}) => {
    const rules = { '/': 'read', [place.workspace]: 'write' } as const
    const child = place.start(['sh', '-c', script], rules, { ...options, ...more })
    started.push(child)
    return child
  }
  const ended = (child: ChildProcess) => new Promise((done) => child.once('close', done))
  const occupied = () => readdirSync(place.workspace).filter((name) => name.startsWith('.'))

  test('a killed supervisor takes everything along, and the next start removes what it left', async () => {
    const child = start('echo ready > ready; sleep 1000 & exec sleep 1001')
    await until('the command runs', () => existsSync(place.at('w/ready')))
    const pids = family(child.pid ?? 0)
    expect(pids.length).toBeGreaterThanOrEqual(4)
    expect(occupied()).toEqual(['.codex', '.git'])
    child.kill('SIGKILL')
    await until('all have ended', () => !pids.some(isRunning))
    expect(place.sh('true', { '/': 'read' }).exitCode).toBe(0)
    expect(readdirSync(place.workspace)).toEqual(['ready'])
  })

  test.each([
    ['one session', 'run'],
    ['two sessions', 'other-run'],
  ])('two overlapping runs of %s each keep their protection until their own end', async (_of, session) => {
    place.directory(place.at(session))
    const first = start('echo 1 > first; until [ -e go1 ]; do sleep 0.05; done')
    await until('the first runs', () => existsSync(place.at('w/first')))
    const second = start(
      'echo 2 > second; until [ -e go2 ]; do sleep 0.05; done; mkdir .git/hooks && echo broken > broken; ls -a > seen',
      { driverEnvironment: { XDG_RUNTIME_DIR: place.at(session) } },
    )
    await until('the second runs', () => existsSync(place.at('w/second')))
    place.file(place.at('w/go1'))
    await ended(first)
    expect(occupied()).toEqual(['.codex', '.git'])
    place.file(place.at('w/go2'))
    await ended(second)
    expect(existsSync(place.at('w/broken'))).toBe(false)
    expect(occupied()).toEqual([])
  })

  test('many runs at once in one directory leave nothing behind', async () => {
    const runs = Array.from({ length: 8 }, (_, i) => start(`echo ${i} > out${i}; ! mkdir .git/x`))
    await Promise.all(runs.map(ended))
    expect(readdirSync(place.workspace).sort()).toEqual(runs.map((_, i) => `out${i}`).sort())
    for (const child of runs) expect(child.exitCode).toBe(0)
  })

  test('a command cannot prepare the directory in which a later run keeps its records', () => {
    const planted = `/tmp/.sandbox-${user.uid}`
    // A first run makes it where it is the one in use.
    place.sh('true', ':workspace')
    const before = existsSync(planted)
    const script = `mkdir -m 700 ${planted}; mkdir ${planted}/runs && echo '{}' > ${planted}/probes.json; ls ${planted}`
    const run = place.sh(script, ':workspace')
    expect(run.stderr).toMatch(/File exists/)
    expect(run.stderr).toMatch(/Read-only file system|File exists/)
    expect(existsSync(`${planted}/probes.json`)).toBe(before && existsSync(`${planted}/probes.json`))
    expect(existsSync(planted)).toBe(before)
  })

  test('a command that locks its directory leaves nothing of ours in it', () => {
    const rules = { '/': 'read', [place.workspace]: 'write' } as const
    for (const mode of ['555', '000']) {
      expect(place.sh(`echo x > kept; chmod ${mode} .`, rules, options).exitCode).toBe(0)
      expect((statSync(place.workspace).mode & 0o777).toString(8)).toBe(String(Number(mode)))
      chmodSync(place.workspace, 0o755)
      expect(readdirSync(place.workspace)).toEqual(['kept'])
    }
  })

  test('a link with an unreadable name stops the start instead of hiding what it leads to', () => {
    place.link(place.at('w/.git'), Buffer.from(`caf\xe9`, 'latin1') as unknown as string)
    expect(place.sh('true', { '/': 'read', [place.workspace]: 'write' }, options).refused).toMatchObject({
      code: 'LINK_UNSPEAKABLE',
    })
  })

  test('how it ended is told although the command limits whoever tells it', () => {
    const script = 'prlimit --pid 1 --fsize=0:0 && echo limited; exit 3'
    const result = place.sh(script, { '/': 'read' })
    expect(result).toMatchObject({ exitCode: 3, started: true, stdout: '' })
    expect(result.stderr).toMatch(/Operation not permitted/)
  })

  test('open files, directories and sockets of the caller do not reach the command', () => {
    const { command, environment, cwd } = place.driverCall(['sh', '-c', 'ls /proc/self/fd'], { '/': 'read' })
    const [file = '', ...args] = withManyDescriptors(command)
    const run = spawnSync(file, args, {
      uid: user.uid,
      gid: user.uid,
      env: environment,
      cwd,
      encoding: 'utf8',
    })
    expect(JSON.parse(run.stdout)).toMatchObject({ stdout: '0\n1\n2\n3\n' })
  })
})
