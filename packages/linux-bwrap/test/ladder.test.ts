import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildBubblewrap } from '../../../native/bubblewrap/build.mjs'
import { TestPlace, users } from './sandbox.js'

/** Hosts that allow less, made from this one: a user namespace of the test's own with a switch turned. */
const host = (prepare: string) => [
  'unshare',
  '--user',
  '--map-root-user',
  '--mount',
  'sh',
  '-c',
  `${prepare}; exec "$@"`,
  'sh',
]
/** Something in /proc is covered, as in a container: the kernel then refuses every new /proc. */
const MASKED_PROC = host('mount --bind /dev/null /proc/timer_list')
const NOTHING = host('echo 0 > /proc/sys/user/max_user_namespaces')

const builds = mkdtempSync('/var/tmp/sandbox-ladder-')
const bundled = join(import.meta.dirname, `../vendor/linux-${process.arch}/bwrap`)
/** By version, launchers that leave no user namespace to the inner stage. */
const withoutNesting = new Map<string, string>()

beforeAll(async () => {
  chmodSync(builds, 0o755)
  const programs = { '0.8.0': await buildBubblewrap('0.8.0', join(builds, 'old')), '0.13.0': bundled }
  for (const [version, program] of Object.entries(programs)) {
    const path = join(builds, version)
    writeFileSync(path, `#!/bin/sh\nexec ${program} --disable-userns "$@"\n`, { mode: 0o755 })
    withoutNesting.set(version, path)
  }
}, 300_000)
afterAll(() => rmSync(builds, { recursive: true, force: true }))

describe.each(users)('on a host that allows less, as $name', (user) => {
  let place: TestPlace
  beforeEach(() => {
    place = new TestPlace(user)
  })
  afterEach(() => place.remove())

  const closing = () => {
    for (const path of ['w/a/secret', 'w/a/b/inner', 'w/x/y/.env']) place.file(place.at(path))
    return {
      '/': 'read',
      [place.workspace]: 'write',
      [place.at('w/a')]: 'deny',
      [place.at('w/a/b')]: 'write',
      [place.at('w/x/y/.env')]: 'deny',
      [place.at('w/missing/z')]: 'deny',
    } as const
  }
  const attempts = `
    can() { if "$@" >/dev/null 2>&1; then echo yes; else echo no; fi; }
    can cat a/secret; can cat a/b/inner; can touch a/b/new; can touch a/x; can cat x/y/.env; can mv x z
    can mkdir missing; can mkdir missing/z; can mkdir .git/x; can touch new`

  test.each(['0.13.0', '0.8.0'])(
    'bubblewrap %s closes paths itself where the inner stage cannot',
    (version) => {
      const launcher = withoutNesting.get(version) ?? ''
      const run = place.sh(attempts, closing(), { launcher, protectedNames: ['.git'] })
      expect(run.launcher.masks).toBe('launcher')
      expect(run.stdout.trim().split(/\s+/)).toEqual([
        'no',
        'yes',
        'yes',
        'no',
        'no',
        'no',
        'no',
        'no',
        'no',
        'yes',
      ])
      expect(readdirSync(place.workspace).sort()).toEqual(['a', 'new', 'x'])
    },
  )

  test('a denied path through a replaceable link is refused there by name', () => {
    place.file(place.at('w/t'))
    place.link(place.at('w/l'), 't')
    const rules = { '/': 'read', [place.workspace]: 'write', [place.at('w/l')]: 'deny' } as const
    expect(place.sh('true', rules, { launcher: withoutNesting.get('0.13.0') ?? '' }).refused).toMatchObject({
      code: 'LINK_NOT_PINNABLE',
    })
  })

  test('more masks than bubblewrap accepts are refused by name', () => {
    for (let i = 0; i < 3100; i++) place.file(place.at(`w/${i}.env`))
    const rules = { '/': 'read', [place.workspace]: 'write', [`${place.workspace}/*.env`]: 'deny' } as const
    expect(place.sh('true', rules, { launcher: withoutNesting.get('0.13.0') ?? '' }).refused).toMatchObject({
      code: 'TOO_MANY_MOUNTS',
    })
  })

  test('where no new /proc can be mounted the old one is shown read-only, and the plan says so', () => {
    const run = place.sh(attempts, closing(), { host: MASKED_PROC, protectedNames: ['.git'] })
    expect(run.launcher).toMatchObject({ proc: 'bound', masks: 'launcher' })
    expect(run.stdout.trim().split(/\s+/)).toEqual([
      'no',
      'yes',
      'yes',
      'no',
      'no',
      'no',
      'no',
      'no',
      'no',
      'yes',
    ])
    const proc = place.sh(
      'for f in /proc/self/oom_score_adj /proc/sys/kernel/core_pattern; do sh -c ": >> $f" || echo closed; done',
      { '/': 'read' },
      { host: MASKED_PROC },
    )
    expect(proc.stdout).toBe('closed\nclosed\n')
    expect(proc.enforcement.parts).toContainEqual(
      expect.objectContaining({ mechanism: 'fresh-proc', level: 'partial' }),
    )
  })

  test('what fails only once is not held against the host', () => {
    place.file(
      place.at('once'),
      `#!/bin/sh\ncase $1 in --args) mkdir ${place.at('run/failed')} 2>/dev/null && exit 1; esac\nexec ${bundled} "$@"\n`,
    )
    chmodSync(place.at('once'), 0o755)
    const run = place.sh('true', { '/': 'read' }, { launcher: place.at('once') })
    expect(readdirSync(place.at('run'))).toContain('failed')
    expect(run.launcher).toMatchObject({ proc: 'fresh', masks: 'inner' })
  })

  test('without user namespaces nothing runs, and the cause is named', () => {
    const { refused } = place.sh('touch new', { '/': 'read', [place.workspace]: 'write' }, { host: NOTHING })
    expect(refused).toMatchObject({
      code: 'NAMESPACES_REFUSED',
      hint: expect.stringContaining('max_user_namespaces'),
    })
    expect(readdirSync(place.workspace)).toEqual([])
  })
})
