import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildBubblewrap } from '../../../native/bubblewrap/build.mjs'
import { TestPlace, users } from './sandbox.js'

/** See `src/launcher/search.ts`. */
const isRoot = process.getuid?.() === 0
const WHY_NOT = 'only root can put a launcher where no command could have put it'
const systems = mkdtempSync(`${isRoot ? '/opt' : '/var/tmp'}/sandbox-systems-`)
const USUAL = '/usr/local/bin:/usr/bin:/bin'

/** A directory that holds a system's bubblewrap, as a package manager would put it. */
const systemPath = (version: string) => `${join(systems, version)}:${USUAL}`

beforeAll(async () => {
  chmodSync(systems, 0o755)
  for (const version of ['0.8.0', '0.12.0']) await buildBubblewrap(version, join(systems, version))
}, 300_000)
afterAll(() => rmSync(systems, { recursive: true, force: true }))

describe.each(users)('as $name', (user) => {
  let place: TestPlace
  beforeEach(() => {
    place = new TestPlace(user)
  })
  afterEach(() => place.remove())

  const rules = () => ({ '/': 'read', [place.workspace]: 'write' }) as const
  const launcherOf = (launcher: string, PATH: string) => {
    const run = place.sh('true', rules(), { launcher, driverEnvironment: { PATH } })
    return run.refused?.code ?? run.launcher
  }

  test('without a system launcher the bundled one is used', () => {
    expect(launcherOf('auto', USUAL)).toMatchObject({ origin: 'bundled' })
  })

  test('a recent system launcher is preferred', ({ skip }) => {
    skip(!isRoot, WHY_NOT)
    expect(launcherOf('auto', systemPath('0.12.0'))).toMatchObject({ origin: 'system', version: '0.12.0' })
  })

  test('an old one is passed over for the bundled one, but used when it is asked for', ({ skip }) => {
    skip(!isRoot, WHY_NOT)
    expect(launcherOf('auto', systemPath('0.8.0'))).toMatchObject({ origin: 'bundled' })
    expect(launcherOf('system', systemPath('0.8.0'))).toMatchObject({ origin: 'system', version: '0.8.0' })
  })

  test('a system launcher that is not there is missed by name, with the command that installs it', () => {
    const { refused } = place.sh('true', rules(), {
      launcher: 'system',
      driverEnvironment: { PATH: '/nowhere' },
    })
    expect(refused).toMatchObject({ code: 'BWRAP_MISSING', hint: expect.stringContaining('bubblewrap') })
  })

  test('a bwrap that the command could have written is neither probed nor run', () => {
    const marker = place.at('w/executed')
    place.file(
      place.at('w/bin/bwrap'),
      `#!/bin/sh\ntouch ${marker}\nexec ${join(systems, '0.12.0/bwrap')} "$@"\n`,
    )
    chmodSync(place.at('w/bin/bwrap'), 0o755)
    const PATH = `${place.at('w/bin')}:w/bin:${USUAL}`
    expect(launcherOf('auto', PATH)).toMatchObject({
      origin: 'bundled',
      reasons: expect.arrayContaining([expect.stringMatching(/passed over: it lies in the workspace/)]),
    })
    expect(launcherOf(place.at('w/bin/bwrap'), PATH)).toBe('LAUNCHER_UNUSABLE')
    expect(existsSync(marker)).toBe(false)
  })

  test('neither is one in a directory that the policy lets the command write', () => {
    const marker = place.at('w/executed')
    place.file(place.at('tools/bwrap'), `#!/bin/sh\ntouch ${marker}\n`)
    chmodSync(place.at('tools/bwrap'), 0o755)
    const open = { ...rules(), [place.at('tools')]: 'write' } as const
    const run = place.sh('true', open, {
      launcher: 'auto',
      driverEnvironment: { PATH: `${place.at('tools')}:${USUAL}` },
    })
    expect(run.launcher).toMatchObject({ origin: 'bundled' })
    expect(existsSync(marker)).toBe(false)
  })

  test('neither is one that an earlier command planted and then made read-only', () => {
    const marker = place.at('w/executed')
    const open = { ...rules(), [place.at('tools')]: 'write' } as const
    place.directory(place.at('tools'))
    place.sh(
      `printf '#!/bin/sh\\ntouch ${marker}\\n' > $BASE/tools/bwrap && chmod 555 $BASE/tools/bwrap $BASE/tools`,
      open,
    )
    expect(readdirSync(place.at('tools'))).toContain('bwrap')
    const run = place.sh('true', open, {
      launcher: 'auto',
      driverEnvironment: { PATH: `${place.at('tools')}:${USUAL}` },
    })
    expect(run.launcher).toMatchObject({ origin: 'bundled' })
    expect(existsSync(marker)).toBe(false)
  })

  test('neither is one that an earlier command planted under a policy that let it', () => {
    const marker = place.at('w/executed')
    place.directory(place.at('tools'))
    const plant = `printf '#!/bin/sh\\ntouch ${marker}\\n' > $BASE/tools/bwrap && chmod 755 $BASE/tools/bwrap`
    place.sh(plant, { ...rules(), [place.at('tools')]: 'write' })
    expect(readdirSync(place.at('tools'))).toContain('bwrap')
    expect(launcherOf('auto', `${place.at('tools')}:${USUAL}`)).toMatchObject({
      origin: 'bundled',
      reasons: expect.arrayContaining([expect.stringMatching(/passed over: a command could have changed/)]),
    })
    expect(existsSync(marker)).toBe(false)
  })

  test('a program that is no bubblewrap is refused by name', () => {
    expect(launcherOf('/usr/bin/true', USUAL)).toBe('LAUNCHER_UNUSABLE')
    expect(launcherOf('/no/such/bwrap', USUAL)).toBe('LAUNCHER_UNUSABLE')
  })

  test('a launcher replaced by another version is asked again', () => {
    place.directory(place.at('sys'))
    const path = place.at('sys/bwrap')
    for (const version of ['0.8.0', '0.12.0']) {
      rmSync(path, { force: true })
      copyFileSync(join(systems, `${version}/bwrap`), path)
      expect(launcherOf(path, USUAL)).toMatchObject({ origin: 'path', version })
    }
  })
})
