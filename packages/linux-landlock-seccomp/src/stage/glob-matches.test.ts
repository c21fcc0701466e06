import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { decide, resolve } from '@sandbox/policy'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { profileOf } from '../../test/support/profile.js'
import { expandGlobs, MATCH_LIMIT } from './glob-matches.js'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'globs-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function file(path: string | Buffer): void {
  if (typeof path === 'string') mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '')
}

const policyOf = (globs: readonly string[], depth?: number) =>
  resolve(
    {
      ...profileOf({ '/': 'read', ...Object.fromEntries(globs.map((glob) => [join(root, glob), 'deny'])) }),
      globScanMaxDepth: depth,
    },
    { cwd: root, home: '/home/u', platform: 'linux' },
  )
const found = (globs: readonly string[], depth?: number) =>
  expandGlobs(policyOf(globs, depth))
    .map((path) => path.slice(root.length + 1))
    .sort()

test('files, hidden files, directories and links are found by name, at the base and below', () => {
  for (const path of ['.env', 'a/.env', 'a/b/x.env', 'a/b/x.txt', 'dir.env/inner']) file(join(root, path))
  symlinkSync('/nowhere', join(root, 'a/dangling.env'))
  symlinkSync('b', join(root, 'a/loop.env'))
  expect(found(['**/*.env'])).toEqual([
    '.env',
    'a/.env',
    'a/b/x.env',
    'a/dangling.env',
    'a/loop.env',
    'dir.env',
  ])
})

test('ignored and hidden directories are searched too', () => {
  writeFileSync(join(root, '.gitignore'), 'secret/\n')
  file(join(root, 'secret/.hidden/x.env'))
  expect(found(['**/*.env'])).toEqual(['secret/.hidden/x.env'])
})

test('links are not followed', () => {
  file(join(root, 'real/x.env'))
  symlinkSync(join(root, 'real'), join(root, 'link'))
  symlinkSync('.', join(root, 'loop'))
  expect(found(['**/*.env'])).toEqual(['real/x.env'])
})

test('a glob that matches its own base denies it whole', () => {
  file(join(root, 'private/x'))
  expect(found(['private/**'])).toEqual(['private'])
})

test('the depth of the search is what the policy says', () => {
  for (const path of ['1.env', 'a/2.env', 'a/b/3.env']) file(join(root, path))
  expect(found(['**/*.env'], 1)).toEqual(['1.env'])
  expect(found(['**/*.env'], 2)).toEqual(['1.env', 'a/2.env'])
})

test('a base that does not exist matches nothing', () => {
  expect(found(['no/such/*.env'])).toEqual([])
})

test('every match is denied by decide, and nothing denied by a glob is left out', () => {
  const globs = ['**/*.env', 'a/[bc]?/**', '*/[!x]*/k']
  const paths = ['x.env', 'a/b1/f', 'a/c/f', 'a/cc/g/h', 'q/y/k', 'q/x/k', 'env', 'a/b/.env']
  for (const path of paths) file(join(root, path))
  const policy = policyOf(globs)
  const matches = expandGlobs(policy)
  for (const path of paths.map((one) => join(root, one))) {
    const isCovered = matches.some((match) => path === match || path.startsWith(`${match}/`))
    expect([path, isCovered]).toEqual([path, decide(policy, path).access === 'deny'])
  }
})

test('a name that is no UTF-8 is refused by name when it matches or must be searched', () => {
  const raw = (name: string) => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, 'latin1')])
  file(raw('caf\xe9.txt'))
  expect(found(['**/*.env'])).toEqual([])
  file(raw('caf\xe9.env'))
  expect(() => found(['**/*.env'])).toThrowError(expect.objectContaining({ code: 'GLOB_UNSPEAKABLE_NAME' }))
  rmSync(raw('caf\xe9.env'))
  mkdirSync(raw('d\xe9r'))
  expect(() => found(['**/*.env'])).toThrowError(expect.objectContaining({ code: 'GLOB_UNSPEAKABLE_NAME' }))
})

test('a name that is no UTF-8 is judged by its bytes, each of them one character', () => {
  // The first two bytes of a character of three: one replacement character when decoded.
  const cut = (rest: string) =>
    Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xe2, 0x82]), Buffer.from(rest)])
  file(cut('.env'))
  expect(found(['?.env', '**/x'])).toEqual([])
  expect(() => found(['??.env'])).toThrowError(expect.objectContaining({ code: 'GLOB_UNSPEAKABLE_NAME' }))
})

test('the replacement character itself is a name like any other', () => {
  file(join(root, '\uFFFD/\uFFFD.env'))
  file(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff])]))
  expect(found(['**/?.env'])).toEqual(['\uFFFD/\uFFFD.env'])
})

test('too many matches stop the start and say what to do', { timeout: 60_000 }, () => {
  for (let i = 0; i <= MATCH_LIMIT; i++) writeFileSync(join(root, `${i}.env`), '')
  expect(() => found(['**/*.env'])).toThrowError(
    expect.objectContaining({
      code: 'GLOB_TOO_MANY_MATCHES',
      hint: expect.stringContaining('glob_scan_max_depth'),
    }),
  )
})

test('a base that is a link leading in a circle holds nothing', () => {
  symlinkSync('circle', join(root, 'circle'))
  expect(found(['circle/*.env'])).toEqual([])
})
