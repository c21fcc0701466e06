/** What a command may try, one test each, with a kernel that covers every right; what must hold is asked of the files. */

import { expect, test } from 'vitest'
import {
  type Answer,
  perform,
  type SystemCall,
  simulatedVolume,
  USER_TOKEN,
  writeRestricted,
} from '../../src/nt/index.js'
import type { TreeText } from './support/machine.js'
import { rulesOf, type Scenario, scenario } from './support/scenario.js'

const TREE: TreeText = {
  'C:\\ws\\.git\\hooks\\': '',
  'C:\\ws\\src\\main.c': '',
  'C:\\Users\\me\\.ssh\\config': '',
  'C:\\shared\\anybody.txt': 'open',
}
const WORKSPACE = { 'C:\\ws': 'write' } as const

const inForce = (rules: Parameters<typeof rulesOf>[0] = WORKSPACE, tree: TreeText = {}) =>
  scenario(rulesOf(rules), { ...TREE, ...tree }, 'all-but-read')
const does = ({ disk, token }: Scenario, ...calls: readonly SystemCall[]): readonly Answer[] =>
  calls.map((call) => perform(disk, token, call))

test('plain work succeeds', async () => {
  expect(
    does(
      await inForce(),
      { call: 'write', path: 'C:\\ws\\src\\main.c' },
      { call: 'create-file', path: 'C:\\ws\\src\\new.c' },
      { call: 'rename', path: 'C:\\ws\\src\\new.c', to: 'C:\\ws\\src\\main.c' },
      { call: 'make-directory', path: 'C:\\ws\\build' },
      { call: 'rename', path: 'C:\\ws\\build', to: 'C:\\ws\\out' },
      { call: 'remove', path: 'C:\\ws\\out' },
      { call: 'read', path: 'C:\\Users\\me\\.ssh\\config' },
    ),
  ).toEqual(Array(7).fill('ok'))
})

test('what everyone may write is not open to the command', async () => {
  expect(does(await inForce(), { call: 'write', path: 'C:\\shared\\anybody.txt' })).toEqual(['denied'])
})

test('hooks are neither written, nor moved away, nor made elsewhere and moved in', async () => {
  expect(
    does(
      await inForce(),
      { call: 'create-file', path: 'C:\\ws\\.git\\hooks\\pre-commit' },
      { call: 'rename', path: 'C:\\ws\\.git', to: 'C:\\ws\\old' },
      { call: 'remove', path: 'C:\\ws\\.git\\hooks' },
      { call: 'make-directory', path: 'C:\\ws\\mine' },
      { call: 'rename', path: 'C:\\ws\\mine', to: 'C:\\ws\\.git\\mine' },
      { call: 'set-permissions', path: 'C:\\ws\\.git' },
    ),
  ).toEqual(['denied', 'denied', 'denied', 'ok', 'denied', 'denied'])
})

test('protected names that are missing cannot be made, in no letter case', async () => {
  expect(
    does(
      await inForce(),
      { call: 'make-directory', path: 'C:\\ws\\.codex' },
      { call: 'create-file', path: 'C:\\ws\\.CODEX\\config' },
      { call: 'create-file', path: 'C:\\ws\\Sandbox.toml' },
      { call: 'create-file', path: 'C:\\ws\\sandbox.toml\\x' },
      { call: 'remove', path: 'C:\\ws\\sandbox.toml' },
    ),
  ).toEqual(['exists', 'denied', 'exists', 'denied', 'denied'])
})

test('a directory above a read-only path keeps its name', async () => {
  const made = await inForce({ ...WORKSPACE, 'C:\\ws\\a\\b\\keep': 'read' }, { 'C:\\ws\\a\\b\\keep\\': '' })
  expect(
    does(
      made,
      { call: 'rename', path: 'C:\\ws\\a', to: 'C:\\ws\\z' },
      { call: 'rename', path: 'C:\\ws\\a\\b', to: 'C:\\ws\\z' },
      { call: 'create-file', path: 'C:\\ws\\a\\b\\beside' },
    ),
  ).toEqual(['denied', 'denied', 'ok'])
})

test('a root is neither renamed nor given away', async () => {
  expect(
    does(
      await inForce({ ...WORKSPACE, 'C:\\out': 'write' }, { 'C:\\out\\': '' }),
      { call: 'rename', path: 'C:\\out', to: 'C:\\ws\\out' },
      { call: 'take-ownership', path: 'C:\\ws' },
    ),
  ).toEqual(['denied', 'denied'])
})

test('a junction leads to what is closed, and it stays closed', async () => {
  expect(
    does(
      await inForce(),
      { call: 'junction', path: 'C:\\Users\\me\\.ssh', to: 'C:\\ws\\ssh' },
      { call: 'write', path: 'C:\\ws\\ssh\\config' },
      { call: 'create-file', path: 'C:\\ws\\ssh\\authorized_keys' },
    ),
  ).toEqual(['ok', 'denied', 'denied'])
})

test('a hard link in a root does not have the next run open the file that it names', async () => {
  const made = await inForce()
  expect(
    does(made, { call: 'hard-link', path: 'C:\\Users\\me\\.ssh\\config', to: 'C:\\ws\\src\\link' }),
  ).toEqual(['ok'])
  await made.clean()
  await made.apply()
  expect(
    does(made, { call: 'write', path: 'C:\\ws\\src\\link' }, { call: 'write', path: 'C:\\ws\\src\\main.c' }),
  ).toEqual(['denied', 'ok'])
})

test('an object that is swapped between the look and the change keeps its list', async () => {
  const { disk } = await inForce()
  const volume = simulatedVolume(disk, {
    beforeChange: (path) => {
      if (path !== 'C:\\ws\\src\\main.c') return
      perform(disk, USER_TOKEN, { call: 'remove', path })
      perform(disk, USER_TOKEN, { call: 'hard-link', path: 'C:\\Users\\me\\.ssh\\config', to: path })
    },
  })
  const seen = await volume.look('C:\\ws\\src\\main.c')
  const victim = disk.locate('C:\\Users\\me\\.ssh\\config')?.object
  const before = victim?.descriptor
  if (seen === undefined || seen === 'denied') throw new Error('nothing there')
  expect(await volume.replace('C:\\ws\\src\\main.c', seen, new Uint8Array())).toBe('changed')
  expect(victim?.descriptor).toBe(before)
})

test('a directory that becomes a junction between the look and the change is not followed', async () => {
  const { disk } = await inForce()
  const path = 'C:\\ws\\src\\main.c'
  const volume = simulatedVolume(disk, {
    beforeChange: () => {
      perform(disk, USER_TOKEN, { call: 'rename', path: 'C:\\ws\\src', to: 'C:\\ws\\away' })
      perform(disk, USER_TOKEN, { call: 'junction', path: 'C:\\ws\\away', to: 'C:\\ws\\src' })
    },
  })
  const seen = await volume.look(path)
  if (seen === undefined || seen === 'denied') throw new Error('nothing there')
  expect(await volume.replace(path, seen, seen.descriptor)).toBe('changed')
})

test('a root that the policy lost is closed, although its list still names the capability', async () => {
  const both = await inForce({ ...WORKSPACE, 'C:\\out': 'write' }, { 'C:\\out\\f': '' })
  const one = writeRestricted(both.token.restricted?.sids.slice(0, 1) ?? [], 0x1f01ff)
  const root = both.grants[0]?.root
  const [open, closed] =
    root === 'C:\\ws' ? ['C:\\ws\\src\\main.c', 'C:\\out\\f'] : ['C:\\out\\f', 'C:\\ws\\src\\main.c']
  expect(perform(both.disk, one, { call: 'write', path: open })).toBe('ok')
  expect(perform(both.disk, one, { call: 'write', path: closed })).toBe('denied')
})
