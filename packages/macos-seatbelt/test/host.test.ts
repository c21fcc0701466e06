/** What is asked of the real files of this host. */

import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hostFacts } from '../src/index.js'
import { privateDirectory } from '../src/private-directory.js'
import { fakeMac } from './support/fakes.js'
import { policyOf } from './support/policies.js'

const mac = fakeMac()
const at = (...names: string[]) => join(mac.cwd, ...names)

beforeAll(() => {
  mkdirSync(at('app', 'deep'), { recursive: true })
  writeFileSync(at('app', 'deep', 'prod.env'), '')
  writeFileSync(at('top.env'), '')
  mkdirSync(at('box.env'))
  writeFileSync(at('box.env', 'inner.env'), '')
  symlinkSync('app', at('link'))
})
afterAll(() => mac.remove())

describe('a path', () => {
  const { paths } = hostFacts(policyOf({}))
  test.each([
    ['a directory', ['app'], 'directory', 0],
    ['a file', ['top.env'], 'file', 0],
    ['a link, which is not followed', ['link'], 'link', 0],
    ['what a link leads to', ['link', 'deep'], 'directory', 0],
    ['a missing name', ['none'], 'missing', 1],
    ['several missing names', ['app', 'none', 'of', 'them'], 'missing', 3],
    ['a name below a file, which is in the way', ['top.env', 'x'], 'missing', 2],
    ['several names below a file', ['app', 'deep', 'x.env', 'x', 'y'], 'missing', 3],
  ])('%s', (_, names, kind, missing) => {
    const path = at(...names)
    const count = path.split('/').length - 1
    expect(paths.look(path)).toEqual({ kind, spelling: path, existing: count - missing })
  })

  test('the root', () => {
    expect(paths.look('/')).toEqual({ kind: 'directory', spelling: '/', existing: 0 })
  })
})

test('matches of globs, a directory that matches as a whole', () => {
  const policy = policyOf({ [`${mac.cwd}/**/*.env`]: 'deny' }, {}, mac)
  const names = ['app/deep/prod.env', 'box.env', 'top.env']
  expect([...hostFacts(policy).globMatches].sort()).toEqual(names.map((name) => at(name)))
})

test('a search that may go one directory deep', () => {
  const policy = policyOf({ [`${mac.cwd}/**/*.env`]: 'deny' }, { globScanMaxDepth: 1 }, mac)
  expect([...hostFacts(policy).globMatches].sort()).toEqual(['box.env', 'top.env'].map((name) => at(name)))
})

describe('the private directory', () => {
  const policy = policyOf({ ':root': 'read' }, {}, mac)

  test('is made for its owner alone', () => {
    const directory = privateDirectory(policy)
    expect(directory).toBe(join(mac.home, '.sandbox'))
    expect(statSync(directory).mode & 0o777).toBe(0o700)
  })

  test('is where macOS keeps caches, when there is such a place', () => {
    mkdirSync(join(mac.home, 'Library', 'Caches'), { recursive: true })
    expect(privateDirectory(policy)).toBe(join(mac.home, 'Library', 'Caches', 'sandbox'))
  })

  test('lies outside of what the policy lets be written, when it can', () => {
    const writable = policyOf({ ':root': 'read', [join(mac.home, 'Library')]: 'write' }, {}, mac)
    expect(privateDirectory(writable)).toBe(join(mac.home, '.sandbox'))
  })

  test('is refused when others can enter it', () => {
    for (const name of ['.sandbox', 'Library/Caches/sandbox']) chmodSync(join(mac.home, name), 0o755)
    expect(() => privateDirectory(policy)).toThrow(
      expect.objectContaining({
        code: 'RUNTIME_DIRECTORY_UNUSABLE',
        message: expect.stringContaining('can be entered by other users'),
      }),
    )
  })
})
