import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Access, resolve } from '@sandbox/policy'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { profileOf } from '../../test/policies.js'
import { findTrusted, userCouldChange } from './search.js'

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
const NOWHERE: (path: string) => boolean = () => false
const search = (directories: readonly string[], policy = policyOf({}), isChangeable = NOWHERE) =>
  findTrusted('bwrap', directories.map((one) => join(root, one)).join(':'), policy, isChangeable)

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

test.each([
  ['itself', 'tools/bwrap'],
  ['its directory', 'tools'],
  ['a directory further up', ''],
])('one is passed over when a command of another policy could have changed %s', (_, changeable) => {
  const planted = program('tools/bwrap')
  const found = program('other/bwrap')
  const at = join(root, changeable)
  const places = (path: string) => path === at
  expect(search(['tools'], policyOf({}), places)).toEqual({
    rejected: [{ path: planted, because: `a command could have changed ${at} under another policy` }],
  })
  if (changeable !== '') expect(search(['tools', 'other'], policyOf({}), places).found).toBe(found)
})

test('what the user owns could be changed, and what belongs to the system could not', () => {
  for (const path of [program('tools/bwrap'), join(root, 'tools'), root])
    expect(userCouldChange(path)).toBe(true)
  for (let path = realpathSync('/usr/bin/env'); path !== '/'; path = dirname(path))
    expect(userCouldChange(path)).toBe(false)
  expect(userCouldChange('/')).toBe(false)
})
