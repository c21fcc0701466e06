import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contextOf, profileOf } from '../test/support/profiles.js'
import { decide } from './decide.js'
import { hostFiles } from './files.js'
import { resolve } from './resolve.js'

let top: string

beforeAll(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'policy-files-')))
  mkdirSync(join(top, 'real'))
  writeFileSync(join(top, 'real', 'file'), 'text')
  symlinkSync('real', join(top, 'link'))
  symlinkSync('nowhere', join(top, 'dangling'))
  if (process.platform !== 'win32') execFileSync('mkfifo', [join(top, 'fifo')])
})

afterAll(() => rmSync(top, { recursive: true, force: true }))

test('what stands at a path, without following it', () => {
  const kinds = ['real', 'real/file', 'link', 'dangling', 'absent', 'real/file/x']
  expect(kinds.map((name) => hostFiles.kind(join(top, name)))).toEqual([
    'directory',
    'file',
    'link',
    'link',
    'missing',
    'missing',
  ])
})

test('links, texts and names', () => {
  expect(hostFiles.readLink(join(top, 'link'))).toBe('real')
  expect(hostFiles.readLink(join(top, 'real'))).toBeUndefined()
  expect(hostFiles.realpath(join(top, 'link', 'file'))).toBe(join(top, 'real', 'file'))
  expect(hostFiles.realpath(join(top, 'dangling'))).toBeUndefined()
  expect(hostFiles.readText(join(top, 'link', 'file'))).toBe('text')
  expect(hostFiles.readText(top)).toBeUndefined()
  expect(hostFiles.list(join(top, 'real'))).toEqual(['file'])
  expect(hostFiles.list(join(top, 'absent'))).toEqual([])
  expect([...hostFiles.links(top)].sort()).toEqual(['dangling', 'link'])
  expect(hostFiles.links(join(top, 'absent'))).toEqual([])
})

// Windows has no FIFOs in its file system.
test.skipIf(process.platform === 'win32')('a FIFO is not opened', () => {
  expect(hostFiles.kind(join(top, 'fifo'))).toBe('other')
  expect(hostFiles.readText(join(top, 'fifo'))).toBeUndefined()
})

// A policy of this platform's paths; Windows makes links only for administrators.
test.skipIf(process.platform === 'win32')('a policy resolved on this host follows its links', () => {
  const source = { keyPath: 'test' }
  const rules = [
    { key: join(top, 'link'), subpath: '.', access: 'write' as const, source },
    { key: join(top, 'link'), subpath: 'file', access: 'deny' as const, source },
  ]
  const context = contextOf(
    {},
    { cwd: top, files: hostFiles, platform: process.platform as 'linux' | 'darwin' },
  )
  const policy = resolve(profileOf({}, { rules }), context)
  expect(decide(policy, join(top, 'real', 'file')).access).toBe('deny')
  expect(decide(policy, join(top, 'real', 'other')).access).toBe('write')
  expect(decide(policy, join(top, 'link', 'other')).access).toBe('write')
})
