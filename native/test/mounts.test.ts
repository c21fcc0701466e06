/** Each mount operation of the inner stage, seen from the command: what it can do, and which layer refuses. */

import { chmodSync, chownSync, readFileSync, rmSync, statSync } from 'node:fs'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import {
  attempts,
  compileProbe,
  identities,
  outcomes,
  runSpec,
  type SpecRecord,
  scratch,
  spec,
  tree,
} from './sandbox.js'

const probe = compileProbe()
afterAll(() => probe.remove())

/* The user `nobody` cannot tell an unmapped owner from itself, and is stopped instead; so this is root's alone. */
const theirs = identities.filter((identity) => identity.name === 'root')
const reason = theirs.length === 0 ? ' (skipped: only root can prepare it)' : ''
test.skipIf(theirs.length === 0)(`what another user keeps closed needs no cover${reason}`, async () => {
  for (const identity of theirs) {
    const root = scratch(identity)
    try {
      tree(root, identity, { 'theirs/secret': 'S' })
      chownSync(`${root}/theirs`, 4711, 4711)
      chmodSync(`${root}/theirs`, 0o700)
      const command = [probe.path, ...attempts(['read', `${root}/theirs/secret`])]
      const run = await runSpec(spec([['hide', `${root}/theirs/secret`]], command), {
        identity,
        writable: root,
      })
      expect([run.stderr, outcomes(run.stdout)]).toEqual(['', ['EACCES']])
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  }
})

describe.each(identities)('as $name', (identity) => {
  let root: string
  beforeEach(() => {
    root = scratch(identity)
    return () => rmSync(root, { recursive: true, force: true })
  })

  /** What each attempt gives under the records; every `@` stands for the writable directory. */
  async function tried(records: readonly SpecRecord[], ...list: readonly (readonly string[])[]) {
    const place = (words: readonly string[]) => words.map((word) => word.replace('@', root))
    const bytes = spec(records.map(place) as unknown as SpecRecord[], [
      probe.path,
      ...attempts(...list.map(place)),
    ])
    const run = await runSpec(bytes, { identity, writable: root })
    expect(run.stderr).toBe('')
    expect(run.status).toEqual(['started', 'exited', '0'])
    return outcomes(run.stdout)
  }

  async function refusal(...records: readonly SpecRecord[]): Promise<string> {
    const placed = records.map((words) => words.map((word) => word.replace('@', root)))
    const run = await runSpec(spec(placed as unknown as SpecRecord[], ['true']), { identity, writable: root })
    expect(run.code).toBe(125)
    expect(run.status[0]).toBe('setup-failed')
    return (run.status[1] ?? '').replaceAll(root, '@')
  }

  test('a mount of something else than was planned stops the start', async () => {
    tree(root, identity, { a: 'A' })
    const { dev, ino } = statSync(root, { bigint: true })
    expect(await tried([['expect', '@', String(dev), String(ino)]], ['read', '@/a'])).toEqual(['A'])
    const replaced = '@ was replaced while the sandbox was set up'
    expect(await refusal(['expect', '@', String(dev), String(ino + 1n)])).toBe(replaced)
    expect(await refusal(['expect', '@', String(dev + 1n), String(ino)])).toBe(replaced)
    const file = statSync(`${root}/a`, { bigint: true })
    expect(await refusal(['expect', '@/a', String(file.dev), String(file.ino)])).toBe(
      replaced.replace('@', '@/a'),
    )
  })

  test('a hidden file cannot be read, changed, removed or moved', async () => {
    tree(root, identity, { secret: 'S', other: 'O' })
    const results = await tried(
      [['hide', '@/secret']],
      ['open', '@/secret'],
      ['write', '@/secret'],
      ['chmod', '@/secret'],
      ['unlink', '@/secret'],
      ['rename', '@/secret', '@/moved'],
      ['rename', '@/other', '@/secret'],
      ['link', '@/secret', '@/linked'],
      ['read', '@/other'],
    )
    expect(results).toEqual(['EACCES', 'EACCES', 'EROFS', 'EBUSY', 'EBUSY', 'EBUSY', 'EXDEV', 'O'])
    expect(readFileSync(`${root}/secret`, 'utf8')).toBe('S')
  })

  test('a hidden directory can be neither listed nor entered', async () => {
    tree(root, identity, { 'private/key': 'K' })
    const results = await tried(
      [['hide', '@/private']],
      ['list', '@/private'],
      ['open', '@/private/key'],
      ['create', '@/private/new'],
      ['chmod', '@/private'],
      ['rename', '@/private', '@/moved'],
      ['rmdir', '@/private'],
    )
    expect(results).toEqual(['EACCES', 'EACCES', 'EACCES', 'EROFS', 'EBUSY', 'EBUSY'])
  })

  test('a mask cannot be unmounted, moved, covered or remounted', async () => {
    tree(root, identity, { secret: 'S', 'private/key': 'K', other: 'O', 'directory/': '' })
    const results = await tried(
      [
        ['hide', '@/secret'],
        ['hide', '@/private'],
      ],
      ['umount', '@/secret'],
      ['detach', '@/private'],
      ['move', '@/private', '@/directory'],
      ['bind', '@/other', '@/secret'],
      ['writable', '@/secret'],
      ['chroot', '@'],
    )
    expect(results).toEqual(['EPERM', 'EPERM', 'EPERM', 'EPERM', 'EPERM', 'EPERM'])
  })

  test('a file that a mask may be missing for is no error, a missing one otherwise is', async () => {
    expect(
      await tried(
        [
          ['hide-if-present', '@/nothing'],
          ['readonly-if-present', '@/no/thing'],
        ],
        ['create', '@/nothing'],
      ),
    ).toEqual(['ok'])
    expect(await refusal(['hide', '@/missing'])).toBe('cannot hide @/missing: No such file or directory')
    expect(await refusal(['readonly', '@/missing'])).toBe(
      'cannot make read-only @/missing: No such file or directory',
    )
  })

  test('a guarded directory is empty and read-only', async () => {
    tree(root, identity, { 'meta/config': 'C' })
    const results = await tried(
      [['guard', '@/meta']],
      ['list', '@/meta'],
      ['open', '@/meta/config'],
      ['create', '@/meta/config'],
      ['rename', '@/meta', '@/moved'],
    )
    expect(results).toEqual(['ok', 'ENOENT', 'EROFS', 'EBUSY'])
  })

  test('a read-only path can be read but not changed', async () => {
    tree(root, identity, { 'kept/file': 'F', single: 'S' })
    const results = await tried(
      [
        ['readonly', '@/kept'],
        ['readonly', '@/single'],
      ],
      ['read', '@/kept/file'],
      ['write', '@/kept/file'],
      ['create', '@/kept/new'],
      ['unlink', '@/kept/file'],
      ['rename', '@/kept', '@/moved'],
      ['read', '@/single'],
      ['write', '@/single'],
      ['unlink', '@/single'],
    )
    expect(results).toEqual(['F', 'EROFS', 'EROFS', 'EROFS', 'EBUSY', 'S', 'EROFS', 'EBUSY'])
  })

  test('an attached path shows what lies below the masks, writable or not', async () => {
    tree(root, identity, { 'private/open/file': 'F', 'private/seen/file': 'G', 'private/key': 'K' })
    const results = await tried(
      [
        ['hole', '@/private', '2'],
        ['hole-dir', 'open'],
        ['hole-dir', 'seen'],
        ['attach', '@/private/open', 'rw'],
        ['attach', '@/private/seen', 'ro'],
      ],
      ['list', '@/private'],
      ['open', '@/private/key'],
      ['create', '@/private/key'],
      ['read', '@/private/open/file'],
      ['create', '@/private/open/new'],
      ['read', '@/private/seen/file'],
      ['create', '@/private/seen/new'],
      ['rename', '@/private/open', '@/private/moved'],
      ['chmod', '@/private'],
    )
    expect(results).toEqual(['EACCES', 'ENOENT', 'EROFS', 'F', 'ok', 'G', 'EROFS', 'EROFS', 'EROFS'])
    expect(readFileSync(`${root}/private/open/new`, 'utf8')).toBe('')
  })

  test('a file several levels down in a hole is reopened alone', async () => {
    tree(root, identity, { 'private/a/b/file': 'F', 'private/a/b/other': 'O' })
    const results = await tried(
      [
        ['hole', '@/private', '1'],
        ['hole-file', 'a/b/file'],
        ['attach', '@/private/a/b/file', 'rw'],
      ],
      ['read', '@/private/a/b/file'],
      ['write', '@/private/a/b/file'],
      ['open', '@/private/a/b/other'],
      ['list', '@/private/a'],
      ['list', '@/private/a/b'],
    )
    expect(results).toEqual(['F', 'ok', 'ENOENT', 'EACCES', 'EACCES'])
  })

  test('a denied path inside a reopened one is hidden again', async () => {
    tree(root, identity, { 'private/open/secret': 'S', 'private/open/file': 'F' })
    const results = await tried(
      [
        ['hole', '@/private', '1'],
        ['hole-dir', 'open'],
        ['attach', '@/private/open', 'rw'],
        ['hide', '@/private/open/secret'],
      ],
      ['read', '@/private/open/file'],
      ['open', '@/private/open/secret'],
    )
    expect(results).toEqual(['F', 'EACCES'])
  })

  test('a pinned directory cannot be renamed or removed, whichever pin comes first', async () => {
    tree(root, identity, { 'a/b/secret': 'S', 'a/file': 'F', 'a/b/c/': '' })
    const results = await tried(
      [
        ['pin', '@/a'],
        ['pin', '@/a/b'],
        ['pin', '@/a/b/c'],
        ['attach', '@', 'rw'],
        ['hide', '@/a/b/secret'],
      ],
      ['rename', '@/a', '@/moved'],
      ['rename', '@/a/b', '@/a/moved'],
      ['rmdir', '@/a/b/c'],
      ['open', '@/a/b/secret'],
      ['read', '@/a/file'],
      ['rename', '@/a/file', '@/a/b/file'],
      ['link', '@/a/b/file', '@/linked'],
      ['create', '@/a/b/c/new'],
    )
    expect(results).toEqual(['EBUSY', 'EBUSY', 'EBUSY', 'EACCES', 'F', 'ok', 'ok', 'ok'])
  })

  test('a pinned link still resolves but can be neither removed nor replaced', async () => {
    tree(root, identity, { 'target/file': 'F', other: 'O', link: '-> target' })
    const results = await tried(
      [['pin-link', '@/link']],
      ['read', '@/link/file'],
      ['list', '@/link'],
      ['unlink', '@/link'],
      ['rename', '@/link', '@/moved'],
      ['rename', '@/other', '@/link'],
      ['umount', '@/link'],
      ['create', '@/link/new'],
    )
    expect(results).toEqual(['F', 'ok', 'EBUSY', 'EBUSY', 'EBUSY', 'EPERM', 'ok'])
  })

  test('a link in a path, or at its end, is refused by name', async () => {
    tree(root, identity, { 'real/file': 'F', link: '-> real' })
    const inside = 'a part of the path is a symbolic link'
    expect(await refusal(['hide', '@/link/file'])).toBe(`cannot hide @/link/file: ${inside}`)
    expect(await refusal(['attach', '@/link/file', 'rw'])).toBe(`cannot attach @/link/file: ${inside}`)
    expect(await refusal(['hide-if-present', '@/link/file'])).toBe(`cannot hide @/link/file: ${inside}`)
    expect(await refusal(['hide', '@/link'])).toBe('cannot hide @/link: it is a symbolic link')
    expect(await refusal(['readonly', '@/link'])).toBe('cannot make read-only @/link: it is a symbolic link')
    expect(await refusal(['pin-link', '@/real'])).toBe(
      'cannot pin the link @/real: it is not a symbolic link',
    )
  })

  test('what needs a directory refuses a file', async () => {
    tree(root, identity, { file: 'F' })
    expect(await refusal(['pin', '@/file'])).toBe('cannot pin @/file: it is not a directory')
    expect(await refusal(['guard', '@/file'])).toBe('cannot guard @/file: it is not a directory')
    expect(await refusal(['hole', '@/file', '0'])).toBe('cannot cover @/file: it is not a directory')
  })

  test('the placeholders are nowhere to be seen', async () => {
    tree(root, identity, { secret: 'S' })
    const [mounts = ''] = await tried([['hide', '@/secret']], ['read', '/proc/self/mountinfo'])
    const placeholders = mounts.split('\n').filter((line) => line.includes(' - tmpfs '))
    expect(placeholders.filter((line) => line.includes('/secret ')).length).toBe(1)
    expect(placeholders.some((line) => / \/ \/ /.test(line))).toBe(false)
  })
})

test.each(identities)(
  'as $name the command makes no user namespace, in which the masks would not bind it',
  async (identity) => {
    const root = scratch(identity)
    try {
      tree(root, identity, { secret: 'SECRET', 'a/b/x': 'X' })
      const records: SpecRecord[] = [
        ['pin', `${root}/a`],
        ['attach', root, 'rw'],
        ['hide', `${root}/secret`],
      ]
      const list = attempts(['nest'], ['read', `${root}/secret`], ['rename', `${root}/a`, `${root}/moved`])
      const run = await runSpec(spec(records, [probe.path, ...list]), { identity, writable: root })
      expect(outcomes(run.stdout)).toEqual(['ENOSPC', 'EACCES', 'EBUSY'])
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  },
)
