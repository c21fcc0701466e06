import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFile, replaceFile, sweepDrafts } from './drafts.js'
import { ownIdentity } from './process-identity.js'

const own = ownIdentity()
let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'drafts-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

test('a file is replaced, and made only once', () => {
  const file = join(directory, 'file')
  expect(createFile(file, 'first', own)).toBe(true)
  expect(createFile(file, 'second', own)).toBe(false)
  expect(readFileSync(file, 'utf8')).toBe('first')
  replaceFile(file, 'third', own)
  expect(readFileSync(file, 'utf8')).toBe('third')
  expect(readdirSync(directory)).toEqual(['file'])
})

test('what killed writers left is swept, and nothing else', () => {
  const drafts = [
    { ...own, start: '1' },
    { ...own, boot: 'abc' },
    { ...own, pidNamespace: 'pid:[1]' },
    own,
  ].map(({ pid, start, pidNamespace, boot }) =>
    [`lock.${pid}`, start, pidNamespace.replace(/\D/g, ''), `${boot}.draft`].join('-'),
  )
  for (const name of ['lock', ...drafts]) writeFileSync(join(directory, name), '')
  sweepDrafts(directory, own)
  expect(readdirSync(directory).sort()).toEqual(['lock', ...drafts.slice(2)].sort())
})

test('where nothing can be written, the error says where and why', () => {
  const missing = join(directory, 'missing')
  expect(() => replaceFile(join(missing, 'lock'), '', own)).toThrowError(
    expect.objectContaining({
      code: 'RUNTIME_DIRECTORY_UNUSABLE',
      message: `the runtime directory ${missing} cannot be used: lock cannot be written (ENOENT)`,
    }),
  )
})
