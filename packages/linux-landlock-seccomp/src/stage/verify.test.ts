import { createHash } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ProbeCache } from './probe-cache.js'
import { openVerified } from './verify.js'

let directory: string
let path: string
let cache: ProbeCache
const CONTENT = Buffer.from('a program')
const sha256 = createHash('sha256').update(CONTENT).digest('hex')

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'verify-'))
  path = join(directory, 'bwrap')
  writeFileSync(path, CONTENT, { mode: 0o755 })
  mkdirSync(join(directory, 'cache'))
  cache = new ProbeCache(join(directory, 'cache'))
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(directory, { recursive: true })
})

test('the verified file comes as a descriptor at its start', () => {
  const descriptor = openVerified({ path, sha256, version: '0.13.0' }, cache)
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
  expect(() => openVerified({ path, sha256, version: '0.13.0' }, cache)).toThrowError(
    expect.objectContaining({ code: 'BUNDLED_DIGEST', message: expect.stringContaining(sha256) }),
  )
})

test('a file that is not executable is refused', () => {
  chmodSync(path, 0o644)
  expect(() => openVerified({ path, sha256, version: '0.13.0' }, cache)).toThrowError(
    expect.objectContaining({ code: 'PROGRAM_UNUSABLE' }),
  )
})

test('a directory is refused', () => {
  expect(() => openVerified({ path: directory, sha256, version: '0.13.0' }, cache)).toThrowError(
    expect.objectContaining({ code: 'PROGRAM_UNUSABLE' }),
  )
})

describe('a file that was verified before', () => {
  const file = () => ({ path, sha256, version: '0.13.0' })
  /** The next start, a while later; only then is a digest remembered. */
  const open = () => {
    vi.useFakeTimers({ now: Date.now() + 60_000, toFake: ['Date'] })
    closeSync(openVerified(file(), new ProbeCache(join(directory, 'cache'))))
  }
  const bytesRead = () => readFileSync('/proc/self/io', 'latin1').match(/rchar: (\d+)/)?.[1]

  test('is not read again', () => {
    writeFileSync(path, Buffer.alloc(1 << 22))
    const digest = createHash('sha256')
      .update(Buffer.alloc(1 << 22))
      .digest('hex')
    const large = () => closeSync(openVerified({ ...file(), sha256: digest }, cache))
    vi.useFakeTimers({ now: Date.now() + 60_000, toFake: ['Date'] })
    large()
    const before = Number(bytesRead())
    large()
    expect(Number(bytesRead()) - before).toBeLessThan(1 << 20)
  })

  test('is read again after it was changed, also when its size and its times were put back', () => {
    open()
    const { atime, mtime } = statSync(path)
    writeFileSync(path, Buffer.from('A PROGRAM'))
    utimesSync(path, atime, mtime)
    expect(open).toThrowError(expect.objectContaining({ code: 'BUNDLED_DIGEST' }))
  })

  test('is read again while a change could still go unnoticed', () => {
    closeSync(openVerified(file(), cache))
    expect(readdirSync(join(directory, 'cache'))).toEqual([])
  })
})
