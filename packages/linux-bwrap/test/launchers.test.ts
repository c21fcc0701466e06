import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildBubblewrap } from '../../../native/bubblewrap/build.mjs'
import { TestPlace, users } from './sandbox.js'

const OLD_VERSIONS = ['0.8.0', '0.12.0']
const builds = mkdtempSync('/var/tmp/sandbox-launchers-')
const launchers = new Map<string, string>([['bundled', 'bundled']])

beforeAll(async () => {
  chmodSync(builds, 0o755)
  for (const version of OLD_VERSIONS) {
    const built = await buildBubblewrap(version, join(builds, version))
    if (built === undefined) throw new Error(`the source of bubblewrap ${version} cannot be had here`)
    launchers.set(version, built)
  }
}, 300_000)

afterAll(() => rmSync(builds, { recursive: true, force: true }))

/** In the gap the start may have found the path missing and occupied it, as it should. */
function linkUnlessOccupied(target: string, path: string): void {
  try {
    symlinkSync(target, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

const cases = users.flatMap((user) =>
  ['bundled', ...OLD_VERSIONS].map((version) => ({ user, version, name: user.name })),
)

describe.each(cases)('with bubblewrap $version, as $name', ({ user, version }) => {
  let place: TestPlace
  beforeEach(() => {
    place = new TestPlace(user)
  })
  afterEach(() => place.remove())
  const launcher = () => launchers.get(version) ?? ''

  test('the launcher that was asked for runs the command', () => {
    const run = place.sh(
      'echo ok > out.txt; cat out.txt',
      { '/': 'read', [place.workspace]: 'write' },
      { launcher: launcher() },
    )
    expect(run).toMatchObject({ exitCode: 0, stdout: 'ok\n', stderr: '' })
  })

  test('a hostile workspace makes nothing appear outside it', () => {
    place.directory(place.at('outside'))
    const outside = place.at('outside')
    place.link(place.at('w/escape'), `/oldroot${outside}`)
    place.link(place.at('w/root'), '/')
    place.link(place.at('w/loop'), 'loop')
    place.link(place.at('w/.codex'), `/oldroot${outside}/codex`)
    const rules = {
      '/': 'read',
      [place.workspace]: 'write',
      [place.at('w/escape/made')]: 'deny',
      [place.at('w/root/made-by-deny')]: 'read',
      [place.at('w/loop/x')]: 'deny',
      [place.at('w/a/missing')]: 'write',
    } as const
    place.sh('true', rules, { launcher: launcher(), protectedNames: ['.git', '.codex'] })
    expect(readdirSync(outside)).toEqual([])
    expect(readdirSync('/')).not.toContain('made-by-deny')
    expect(readdirSync(place.workspace).sort()).toEqual(['.codex', 'escape', 'loop', 'root'])
  })

  test('a directory swapped for a link during the start makes nothing appear outside', async () => {
    const outside = place.at('outside')
    place.directory(outside)
    const rules = {
      '/': 'read',
      [place.workspace]: 'write',
      [place.at('w/sub/deep/missing')]: 'deny',
      [place.at('w/sub/deep/also')]: 'read',
    } as const
    mkdirSync(place.at('w/sub/deep'), { recursive: true })
    for (let round = 0; round < 6; round++) {
      const child = place.start(['true'], rules, { launcher: launcher(), protectedNames: ['.git'] })
      const ended = new Promise((done) => child.once('close', done))
      // Swapped as fast as this process can, from before the start until the end.
      while (child.exitCode === null && child.signalCode === null) {
        renameSync(place.at('w/sub'), place.at('w/aside'))
        linkUnlessOccupied(round % 2 === 0 ? outside : `/oldroot${outside}`, place.at('w/sub'))
        rmSync(place.at('w/sub'), { recursive: true })
        renameSync(place.at('w/aside'), place.at('w/sub'))
        await nextTurn()
      }
      await ended
      expect(readdirSync(outside)).toEqual([])
    }
  })

  test('5,000 denied files are all closed', () => {
    for (let i = 0; i < 5000; i++) {
      const directory = place.at('w', `d${i % 50}`)
      if (i < 50) place.directory(directory)
      writeFileSync(join(directory, `${i}.env`), 'secret')
    }
    spawnSync('chown', ['-R', `${user.uid}:${user.uid}`, place.workspace])
    const rules = {
      '/': 'read',
      [place.workspace]: 'write',
      [`${place.workspace}/**/*.env`]: 'deny',
    } as const
    const run = place.sh(
      'cat d*/*.env 2>errors | wc -c; grep -c "Permission denied" errors; ls d*/*.env | wc -l',
      rules,
      {
        launcher: launcher(),
      },
    )
    expect(run.stdout.trim().split('\n')).toEqual(['0', '5000', '5000'])
  }, 60_000)
})

test('300 matches in a tree of 50,000 files are unreadable, links and directories too', () => {
  const place = new TestPlace(users[0] ?? { name: '', uid: 0 })
  try {
    for (let i = 0; i < 50_000; i++) {
      const directory = place.at('w', `d${i % 500}`)
      if (i < 500) mkdirSync(directory)
      writeFileSync(join(directory, i % 170 === 0 ? `${i}.env` : `${i}.txt`), 'secret')
    }
    mkdirSync(place.at('w/dir.env'))
    writeFileSync(place.at('w/dir.env/inner'), 'secret')
    place.link(place.at('w/linked.env'), place.at('w/d1/1.txt'))
    const matches = 295
    const rules = {
      '/': 'read',
      [place.workspace]: 'write',
      [`${place.workspace}/**/*.env`]: 'deny',
    } as const
    const run = place.sh(
      'cat */*.env *.env dir.env/inner d1/1.txt 2>errors | wc -c; grep -c "Permission denied" errors; cat d2/2.txt',
      rules,
    )
    expect(run.stdout.trim().split('\n')).toEqual(['0', String(matches + 4), 'secret'])
  } finally {
    place.remove()
  }
}, 60_000)
