import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Access, resolve } from '@sandbox/policy'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { profileOf } from '../../test/policies.js'
import { findTrusted } from './search.js'

let root: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'search-')))
  for (const directory of ['w/bin', 'tools', 'other']) mkdirSync(join(root, directory), { recursive: true })
})
afterEach(() => {
  chmodSync(join(root, 'tools'), 0o755)
  rmSync(root, { recursive: true })
})

function program(path: string, mode = 0o755): string {
  writeFileSync(join(root, path), '', { mode })
  return join(root, path)
}

const policyOf = (rules: Readonly<Record<string, Access>>, cwd = 'w') =>
  resolve(profileOf({ '/': 'read', ...rules }), { cwd: join(root, cwd), home: root, platform: 'linux' })
const search = (directories: readonly string[], policy = policyOf({})) =>
  findTrusted('bwrap', directories.map((one) => join(root, one)).join(':'), policy)

test('the first program that may be executed is found, by its canonical path', () => {
  program('other/bwrap', 0o644)
  mkdirSync(join(root, 'w/bin/bwrap'))
  const real = program('tools/real')
  symlinkSync('real', join(root, 'tools/bwrap'))
  expect(search(['missing', 'other', 'w/bin', 'tools'])).toEqual({ found: real, rejected: [] })
})

test('entries that are empty or relative are not looked at', () => {
  program('tools/bwrap')
  const path = join(root, 'tools')
  expect(findTrusted('bwrap', `:.:${path.slice(1)}:`, policyOf({}))).toEqual({ rejected: [] })
})

test('one in a workspace is passed over, and the next one taken', () => {
  const planted = program('w/bin/bwrap')
  const found = program('tools/bwrap')
  expect(search(['w/bin', 'tools'])).toEqual({
    found,
    rejected: [{ path: planted, because: `it lies in the workspace ${join(root, 'w')}` }],
  })
})

test('a workspace reached through a link is the same workspace', () => {
  symlinkSync('w', join(root, 'link'))
  program('w/bin/bwrap')
  expect(search(['w/bin', 'link/bin'], policyOf({}, 'link'))).toEqual({
    rejected: [
      { path: join(root, 'w/bin/bwrap'), because: `it lies in the workspace ${join(root, 'link')}` },
      { path: join(root, 'w/bin/bwrap'), because: `it lies in the workspace ${join(root, 'link')}` },
    ],
  })
})

test('a link in the workspace to a program elsewhere leads to that program', () => {
  const found = program('tools/bwrap')
  symlinkSync(found, join(root, 'w/bin/bwrap'))
  expect(search(['w/bin'])).toEqual({ found, rejected: [] })
})

test.each([
  ['itself', 'tools/bwrap'],
  ['its directory', 'tools'],
  ['a directory further up', ''],
])('one is passed over when the command may write %s', (_, writable) => {
  program('tools/bwrap')
  const { found, rejected } = search(['tools'], policyOf({ [join(root, writable)]: 'write' }))
  expect(found).toBeUndefined()
  expect(rejected).toMatchObject([{ because: expect.stringMatching(/^the policy makes .* writable$/) }])
})

test('also when its owner made both read-only, which the command can undo', () => {
  program('tools/bwrap', 0o555)
  chmodSync(join(root, 'tools'), 0o555)
  const { found } = search(['tools'], policyOf({ [join(root, 'tools')]: 'write' }))
  expect(found).toBeUndefined()
})

test('the same where the policy spells the directory through a link', () => {
  program('tools/bwrap')
  symlinkSync('tools', join(root, 'link'))
  const { found } = search(['tools'], policyOf({ [join(root, 'link')]: 'write' }))
  expect(found).toBeUndefined()
})
