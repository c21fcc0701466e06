import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ownIdentity } from '../stage/process-identity.js'
import { PrivateDirectories } from './private-directories.js'

let base: string
let directories: PrivateDirectories
beforeEach(() => {
  base = mkdtempSync('/var/tmp/sandbox-test-')
  mkdirSync(join(base, 'run'))
  directories = new PrivateDirectories(join(base, 'run'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const at = (name: string) => join(base, name)
const records = () => readdirSync(at('run/temporary'))
/** A record as a process left it that is gone. */
const leave = (path: string, identity?: object) => {
  const owner = { ...ownIdentity(), start: 'another' }
  writeFileSync(at('run/temporary/1-1.json'), JSON.stringify({ owner, path, identity }))
}
const identityOf = (path: string) => {
  const { dev, ino } = statSync(path, { bigint: true })
  return { device: String(dev), inode: String(ino) }
}

test('a directory is its user’s alone, is remembered, and is gone with its contents', async () => {
  const hold = directories.make(at('t'))
  expect(statSync(at('t')).mode & 0o777).toBe(0o700)
  expect(records()).toHaveLength(1)
  writeFileSync(at('t/f'), '')
  await new PrivateDirectories(at('run')).sweep()
  expect(existsSync(at('t/f'))).toBe(true)
  await hold.release()
  expect([existsSync(at('t')), records()]).toEqual([false, []])
})

test('a place that somebody took is not used, and not remembered', () => {
  mkdirSync(at('t'))
  expect(() => directories.make(at('t'))).toThrowError(
    expect.objectContaining({ code: 'TEMPORARY_DIRECTORY_NOT_MADE' }),
  )
  expect([existsSync(at('t')), records()]).toEqual([true, []])
})

test('what a crash left is removed by the next start', async () => {
  mkdirSync(at('t'))
  writeFileSync(at('t/f'), '')
  leave(at('t'), identityOf(at('t')))
  await directories.sweep()
  expect([existsSync(at('t')), records()]).toEqual([false, []])
})

test('after a crash while it was being made only an empty one is removed', async () => {
  mkdirSync(at('t'))
  leave(at('t'))
  await directories.sweep()
  expect([existsSync(at('t')), records()]).toEqual([false, []])
  mkdirSync(at('t'))
  writeFileSync(at('t/own'), '')
  leave(at('t'))
  await directories.sweep()
  expect([existsSync(at('t/own')), records()]).toEqual([true, []])
})

test('what stands there by now is left to whoever made it', async () => {
  mkdirSync(at('t'))
  writeFileSync(at('t/own'), '')
  leave(at('t'), { device: '0', inode: '1' })
  await directories.sweep()
  expect([existsSync(at('t/own')), records()]).toEqual([true, []])
})
