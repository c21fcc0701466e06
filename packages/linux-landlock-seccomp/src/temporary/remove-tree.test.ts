import { type ChildProcess, spawn } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FileIdentity, removeTree } from './remove-tree.js'

let base: string
let top: string
let swapper: ChildProcess | undefined
beforeEach(() => {
  base = mkdtempSync('/var/tmp/sandbox-test-')
  top = join(base, 'top')
  mkdirSync(join(base, 'kept'))
  writeFileSync(join(base, 'kept/file'), '')
  mkdirSync(top)
})
afterEach(() => {
  swapper?.kill('SIGKILL')
  rmSync(base, { recursive: true, force: true })
})

const identityOf = (path: string): FileIdentity => {
  const { dev, ino } = lstatSync(path, { bigint: true })
  return { device: String(dev), inode: String(ino) }
}
const remove = (identity = identityOf(top)) => removeTree(top, identity, Date.now() + 10_000)

test('files, links, hidden and strangely named ones, and directories that are full are removed', async () => {
  mkdirSync(join(top, 'a/b/c'), { recursive: true })
  for (const name of ['.f', 'a/f', 'a/b/c/f']) writeFileSync(join(top, name), '')
  writeFileSync(Buffer.concat([Buffer.from(`${top}/`), Buffer.from([0xe9, 0x0a])]), '')
  symlinkSync('../kept', join(top, 'link'))
  await remove()
  expect(readdirSync(base)).toEqual(['kept'])
  expect(existsSync(join(base, 'kept/file'))).toBe(true)
})

test('a directory deeper than paths can be named is removed', async () => {
  const script =
    'import os, sys; os.chdir(sys.argv[1])\nfor _ in range(40): os.mkdir("d" * 200); os.chdir("d" * 200)'
  await new Promise((done) => spawn('python3', ['-c', script, top]).once('exit', done))
  await remove()
  expect(existsSync(top)).toBe(false)
})

test('another directory at the same place is left alone, and so is a link', async () => {
  const identity = identityOf(top)
  // Made while the first one is there, so that it cannot get the same number.
  const other = join(base, 'other')
  mkdirSync(other)
  writeFileSync(join(other, 'own'), '')
  rmSync(top, { recursive: true })
  symlinkSync('kept', top)
  await remove(identity)
  expect(existsSync(join(top, 'file'))).toBe(true)
  rmSync(top)
  renameSync(other, top)
  await remove(identity)
  expect(readdirSync(top)).toEqual(['own'])
})

test('a directory that is swapped for a link all the time leads nowhere outside', async () => {
  const script = `
import ctypes, sys
libc = ctypes.CDLL(None)
while True: libc.renameat2(-100, sys.argv[1].encode(), -100, sys.argv[2].encode(), 2)`
  for (let round = 0; round < 20; round++) {
    mkdirSync(join(top, 'x/y'), { recursive: true })
    symlinkSync(join(base, 'kept'), join(base, 'link'))
    swapper = spawn('python3', ['-c', script, join(top, 'x'), join(base, 'link')], { stdio: 'ignore' })
    await remove().catch(() => undefined)
    swapper.kill('SIGKILL')
    await new Promise((done) => swapper?.once('exit', done))
    expect(readdirSync(join(base, 'kept'))).toEqual(['file'])
    for (const name of ['top', 'link']) rmSync(join(base, name), { recursive: true, force: true })
    mkdirSync(top)
  }
})

test('what cannot be emptied in time is given up', async () => {
  writeFileSync(join(top, 'f'), '')
  await expect(removeTree(top, identityOf(top), Date.now() - 1)).rejects.toThrow('in time')
  expect(existsSync(join(top, 'f'))).toBe(true)
})
