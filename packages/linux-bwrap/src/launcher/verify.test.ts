import { createHash } from 'node:crypto'
import { chmodSync, closeSync, mkdtempSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openVerified } from './verify.js'

let directory: string
let path: string
const CONTENT = Buffer.from('a program')
const sha256 = createHash('sha256').update(CONTENT).digest('hex')

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'verify-'))
  path = join(directory, 'bwrap')
  writeFileSync(path, CONTENT, { mode: 0o755 })
})
afterEach(() => rmSync(directory, { recursive: true }))

test('the verified file comes as a descriptor at its start', () => {
  const descriptor = openVerified({ path, sha256, version: '0.13.0' })
  const bytes = Buffer.alloc(CONTENT.length)
  readSync(descriptor, bytes)
  closeSync(descriptor)
  expect(bytes).toEqual(CONTENT)
})

test.each([
  ['one flipped bit', (bytes: Buffer) => bytes.fill((bytes[0] ?? 0) ^ 1, 0, 1)],
  ['one more byte', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('x')])],
  ['one byte less', (bytes: Buffer) => bytes.subarray(1)],
])('%s is refused, and the message tells both digests', (_, change) => {
  writeFileSync(path, change(readFileSync(path)))
  expect(() => openVerified({ path, sha256, version: '0.13.0' })).toThrowError(
    expect.objectContaining({ code: 'BUNDLED_DIGEST', message: expect.stringContaining(sha256) }),
  )
})

test('a file that is not executable is refused', () => {
  chmodSync(path, 0o644)
  expect(() => openVerified({ path, sha256, version: '0.13.0' })).toThrowError(
    expect.objectContaining({ code: 'PROGRAM_UNUSABLE' }),
  )
})

test('a directory is refused', () => {
  expect(() => openVerified({ path: directory, sha256, version: '0.13.0' })).toThrowError(
    expect.objectContaining({ code: 'PROGRAM_UNUSABLE' }),
  )
})
