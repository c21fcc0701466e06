import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownIdentity } from '@sandbox/linux-landlock-seccomp/stage'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RunRegistry } from './run-registry.js'

let base: string
let root: string
let registry: RunRegistry

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'registry-'))
  root = join(base, 'root')
  mkdirSync(root)
  mkdirSync(join(base, 'state'))
  registry = new RunRegistry(join(base, 'state'))
})

afterEach(() => rmSync(base, { recursive: true }))

const placeholders = () => registry.look((paths) => paths)

const placeholder = (name: string) => ({ path: join(root, name), root })

/** A record as a process would leave it that was killed. */
function abandon(occupied: object[]): void {
  const owner = { ...ownIdentity(), start: '1' }
  writeFileSync(join(base, 'state', 'runs', 'dead.json'), JSON.stringify({ owner, occupied }))
}

test('a placeholder exists during the run and is gone afterwards', async () => {
  const hold = await registry.hold([placeholder('.git')])
  expect(existsSync(join(root, '.git'))).toBe(true)
  expect(await placeholders()).toEqual(new Set([join(root, '.git')]))
  await hold.release()
  expect(readdirSync(root)).toEqual([])
  expect(readdirSync(join(base, 'state', 'runs'))).toEqual([])
})

test('the last of two overlapping runs removes it', async () => {
  const first = await registry.hold([placeholder('.git')])
  const second = await new RunRegistry(join(base, 'state')).hold([placeholder('.git')])
  await first.release()
  expect(existsSync(join(root, '.git'))).toBe(true)
  await second.release()
  expect(existsSync(join(root, '.git'))).toBe(false)
})

test('a directory that got contents meanwhile stays', async () => {
  const hold = await registry.hold([placeholder('.git')])
  writeFileSync(join(root, '.git', 'HEAD'), 'ref: refs/heads/main')
  expect(await placeholders()).toEqual(new Set())
  await hold.release()
  expect(readdirSync(join(root, '.git'))).toEqual(['HEAD'])
})

test("an empty directory of the user's own stays", async () => {
  mkdirSync(join(root, '.codex'))
  const hold = await registry.hold([placeholder('.codex')])
  await hold.release()
  expect(existsSync(join(root, '.codex'))).toBe(true)
})

test('an empty directory that replaced ours stays', async () => {
  const hold = await registry.hold([placeholder('.git')])
  mkdirSync(join(root, 'other'))
  rmdirSync(join(root, '.git'))
  renameSync(join(root, 'other'), join(root, '.git'))
  await hold.release()
  expect(readdirSync(root)).toEqual(['.git'])
})

test('what a killed run left is swept, announced or made', async () => {
  const hold = await registry.hold([placeholder('live')])
  for (const name of ['made', 'announced', 'kept']) mkdirSync(join(root, name))
  abandon([
    { ...placeholder('announced'), device: 0, inode: 0 },
    { ...placeholder('kept'), device: 1, inode: 1 },
    { ...placeholder('live'), device: 0, inode: 0 },
  ])
  expect(await registry.sweep()).toBe(1)
  expect(readdirSync(root).sort()).toEqual(['kept', 'live', 'made'])
  await hold.release()
})

test('records of another PID namespace are left alone until the next boot', async () => {
  const owner = { ...ownIdentity(), pidNamespace: 'pid:[1]', start: '1' }
  const file = join(base, 'state', 'runs', 'foreign.json')
  writeFileSync(file, JSON.stringify({ owner, occupied: [] }))
  expect(await registry.sweep()).toBe(0)
  writeFileSync(file, JSON.stringify({ owner: { ...owner, boot: 'earlier' }, occupied: [] }))
  expect(await registry.sweep()).toBe(1)
})

test('a link on the way is not followed', async () => {
  const outside = join(base, 'outside')
  mkdirSync(outside)
  symlinkSync(outside, join(root, 'a'))
  await expect(registry.hold([placeholder('a/.git')])).rejects.toMatchObject({ code: 'PLACEHOLDER_NOT_MADE' })
  expect(readdirSync(outside)).toEqual([])
  expect(await placeholders()).toEqual(new Set())
})

test('a lock whose owner is gone does not stop anybody', async () => {
  writeFileSync(join(base, 'state', 'lock'), JSON.stringify({ ...ownIdentity(), start: '1' }))
  const hold = await registry.hold([placeholder('.git')])
  await hold.release()
  expect(readdirSync(join(base, 'state'))).toEqual(['runs'])
})

test('records that others may have changed, or that we may not read, are refused by name', () => {
  for (const mode of [0o777, 0o500]) {
    chmodSync(join(base, 'state', 'runs'), mode)
    expect(() => new RunRegistry(join(base, 'state'))).toThrowError(
      expect.objectContaining({
        code: 'RUNTIME_DIRECTORY_UNUSABLE',
        message: expect.stringContaining(`has the mode ${mode.toString(8)} instead of 700`),
      }),
    )
  }
})
