import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { memoryPaths } from '../../test/memory-paths.js'
import type { CarveMount } from '../mounts.js'
import { openSpelling } from './spellings.js'

const FUSE = 0x65735546
const NINE_P = 0x01021997
const EXT4 = 0xef53

/** A file system that ignores case and the form of accents below `/m`, and one that does not above. */
function viewOf(type: number, entries: readonly string[]) {
  const paths = memoryPaths(entries)
  const known = (path: string) => {
    if (!path.startsWith('/m/')) return path
    const fold = (text: string) => text.normalize('NFC').toLowerCase()
    const parent: string = known(dirname(path))
    const name = [...paths.names(parent)].find((one) => fold(one) === fold(basename(path)))
    return join(parent, name ?? basename(path))
  }
  return {
    kind: (path: string) => paths.kind(known(path)),
    identity: (path: string) =>
      paths.kind(known(path)) === 'missing'
        ? undefined
        : { device: path === '/m' || path.startsWith('/m/') ? 'm' : '/', inode: known(path) },
    fileSystemType: (path: string) => (path === '/m' || path.startsWith('/m/') ? type : EXT4),
    someNames: (path: string) => [...paths.names(path)],
  }
}

const hide = (path: string): CarveMount => ({ kind: 'hide', path, target: 'file', mustExist: true })
const ask = (
  type: number,
  entries: readonly string[],
  closed: readonly string[],
  missing: readonly string[] = [],
) =>
  openSpelling(
    { carves: closed.map(hide), placeholders: missing.map((path) => ({ path, root: '/m' })) },
    viewOf(type, entries),
  )

test.each([FUSE, NINE_P])('a file is found by its other spelling: %i', (type) => {
  expect(ask(type, ['/m/key.env'], ['/m/key.env'])).toEqual({ path: '/m/key.env', other: '/m/KEY.ENV' })
  expect(ask(type, ['/m/a/Key'], ['/m/a/Key'])).toEqual({ path: '/m/a/Key', other: '/m/a/kEY' })
})

test('a file whose name has accents, taken apart', () => {
  const composed = '/m/\u00e9'
  expect(ask(FUSE, [composed], [composed])).toMatchObject({ path: composed })
})

test('a directory has one entry with FUSE, and several with 9p', () => {
  expect(ask(FUSE, ['/m/.git/'], ['/m/.git'])).toBeUndefined()
  expect(ask(NINE_P, ['/m/.git/'], ['/m/.git'])).toEqual({ path: '/m/.git', other: '/m/.GIT' })
})

test('with 9p also by a directory above it', () => {
  expect(ask(NINE_P, ['/m/a/1'], ['/m/a/1'])).toEqual({ path: '/m/a/1', other: '/m/A/1' })
  expect(ask(FUSE, ['/m/a/1'], ['/m/a/1'])).toBeUndefined()
})

test('what is missing is judged by what is beside it', () => {
  expect(ask(NINE_P, ['/m/readme'], [], ['/m/.git'])).toEqual({ path: '/m/.git', other: '/m/.GIT' })
  expect(ask(NINE_P, ['/m/1'], [], ['/m/.git'])).toBeUndefined()
  expect(ask(FUSE, ['/m/readme'], [], ['/m/.git'])).toBeUndefined()
})

test('where case counts, and on file systems of Linux, nothing is found', () => {
  const entries = ['/x/key', '/x/KEY', '/m/key']
  expect(ask(FUSE, entries, ['/x/key'])).toBeUndefined()
  expect(ask(EXT4, entries, ['/m/key'], ['/m/.git'])).toBeUndefined()
})

test('what is attached is open, and no matter', () => {
  const carves: readonly CarveMount[] = [
    { kind: 'attach', path: '/m/key', access: 'write' },
    { kind: 'pin', path: '/m/a', root: '/m' },
  ]
  expect(openSpelling({ carves, placeholders: [] }, viewOf(NINE_P, ['/m/key', '/m/a/']))).toBeUndefined()
})
