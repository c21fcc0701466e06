import { describe, expect, test } from 'vitest'
import { descriptorOf, MemoryVolume, memoryJournal, USER } from '../../test/support/memory-volume.js'
import { encodeDescriptor } from '../codec/descriptor.js'
import { hasRole, mentions, withRole } from './entries.js'
import { applyGrant, type Grant, undoGrant } from './grant.js'
import type { Holder } from './journal.js'
import { release, undoUnused } from './release.js'

const SID = 'S-1-5-21-1-2-3-4'
const ME: Holder = { pid: 1, run: 'me' }
const OTHER: Holder = { pid: 2, run: 'other' }
const GRANT: Grant = { sid: SID, root: 'C:\\w', closed: [{ path: 'C:\\w\\.git' }], kept: [] }
const TREE = ['C:\\w\\', 'C:\\w\\a\\', 'C:\\w\\a\\b.txt', 'C:\\w\\.git\\', 'C:\\w\\.git\\config', 'C:\\other']

function host(paths: readonly string[] = TREE) {
  const volume = new MemoryVolume(paths)
  const store = memoryJournal()
  return {
    volume,
    store,
    apply: (grant: Grant = GRANT, holder = ME) => applyGrant(grant, holder, volume, store),
    undo: () => undoGrant(SID, volume, store),
    isMentioned: (path: string) => mentions(volume.nodes.get(path)?.descriptor ?? descriptorOf(), SID),
  }
}

test('the root and what is in it are opened, what is closed is closed, and nothing else is touched', async () => {
  const { volume, apply, isMentioned } = host()
  expect(await apply()).toEqual({ skipped: 0 })
  const role = (path: string, expected: 'root' | 'closed') => {
    const node = volume.nodes.get(path)
    return node !== undefined && hasRole(node.descriptor, expected, SID, node.kind)
  }
  expect(role('C:\\w', 'root')).toBe(true)
  expect(role('C:\\w\\.git', 'closed')).toBe(true)
  expect(['C:\\w\\a', 'C:\\w\\a\\b.txt'].map(isMentioned)).toEqual([true, true])
  expect(['C:\\w\\.git\\config', 'C:\\other'].map(isMentioned)).toEqual([false, false])
})

test('what closes is written before what opens', async () => {
  const { volume, apply } = host()
  await apply()
  expect(volume.writes.slice(0, 2)).toEqual(['C:\\w\\.git', 'C:\\w'])
})

test('the second time nothing is written', async () => {
  const { volume, apply } = host()
  await apply()
  const { length } = volume.writes
  await apply(GRANT, OTHER)
  expect(volume.writes).toHaveLength(length)
})

test('the second time nothing below is visited, although placeholders have to be made anew', async () => {
  const grant = { ...GRANT, closed: [...GRANT.closed, { path: 'C:\\w\\.codex', placeholder: true as const }] }
  const { volume, store, apply, isMentioned } = host()
  await apply(grant)
  await release(() => true, volume, store)
  volume.looks.length = 0
  await apply(grant, OTHER)
  expect(isMentioned('C:\\w\\.codex')).toBe(true)
  expect(new Set(volume.looks)).toEqual(new Set(['C:\\w\\.git', 'C:\\w\\.codex', 'C:\\w']))
})

test('a second run after one that died visits everything', async () => {
  const { volume, store, apply, isMentioned } = host()
  await apply()
  const [record] = store.journal.grants
  if (record !== undefined) store.write({ ...store.journal, grants: [{ ...record, state: 'changing' }] })
  volume.add('C:\\w\\late')
  await apply(GRANT, OTHER)
  expect(isMentioned('C:\\w\\late')).toBe(true)
  expect(store.journal.grants[0]?.state).toBe('whole')
})

test('undoing restores every byte', async () => {
  const { volume, store, apply, undo } = host()
  // Laid out as nobody else would do it.
  const odd = encodeDescriptor({ control: 0x0400, group: USER, dacl: { revision: 4, entries: [] } })
  volume.add('C:\\w\\.git\\', { descriptor: Uint8Array.of(...odd, 0, 0, 0, 0) })
  const before = volume.picture()
  await apply()
  expect(volume.picture()).not.toEqual(before)
  expect(await undo()).toEqual([])
  expect(volume.picture()).toEqual(before)
  expect(store.journal.grants).toEqual([])
})

test('undoing keeps what others changed meanwhile', async () => {
  const { volume, apply, undo } = host()
  await apply()
  const root = volume.nodes.get('C:\\w')
  const other = 'S-1-5-21-9-9-9-9'
  if (root !== undefined)
    root.descriptor = withRole(root.descriptor, 'root', other, 'directory') ?? root.descriptor
  await undo()
  expect(mentions(root?.descriptor ?? descriptorOf(), other)).toBe(true)
  expect(mentions(root?.descriptor ?? descriptorOf(), SID)).toBe(false)
})

describe('when something cannot be closed', () => {
  test('nothing stays changed and the path is named', async () => {
    const { volume, apply } = host()
    volume.refusals.set('C:\\w\\.git', 'denied')
    const before = volume.picture()
    await expect(apply()).rejects.toThrow(
      'the access list of C:\\w\\.git cannot be changed: Windows does not allow it',
    )
    expect(volume.picture()).toEqual(before)
  })

  test('the same holds for the root itself, and for what has no list', async () => {
    const { volume, apply } = host()
    volume.add('C:\\w\\.git\\', { descriptor: encodeDescriptor({ control: 0, dacl: null }) })
    await expect(apply()).rejects.toThrow('it has none: everyone may do everything with it')
    const { volume: second, apply: again } = host()
    second.refusals.set('C:\\w', 'changed')
    await expect(again()).rejects.toThrow('somebody else changes it at the same time')
    expect(second.picture()).toEqual(new MemoryVolume(TREE).picture())
  })

  test('what another run holds stays', async () => {
    const { volume, apply, isMentioned } = host()
    await apply(GRANT, OTHER)
    volume.add('C:\\w\\.codex\\')
    volume.refusals.set('C:\\w\\.codex', 'denied')
    const wider = { ...GRANT, closed: [...GRANT.closed, { path: 'C:\\w\\.codex' }] }
    await expect(apply(wider)).rejects.toMatchObject({ code: 'ACCESS_LIST_NOT_CHANGED' })
    expect(isMentioned('C:\\w\\a\\b.txt')).toBe(true)
  })
})

test('a file with another name elsewhere is not opened', async () => {
  const { volume, apply, isMentioned } = host()
  volume.add('C:\\w\\linked', { links: 2 })
  expect(await apply()).toEqual({ skipped: 1 })
  expect(isMentioned('C:\\w\\linked')).toBe(false)
})

test('links are neither opened nor entered', async () => {
  const { volume, apply, isMentioned } = host()
  volume.add('C:\\w\\junction\\', { kind: 'link' })
  volume.add('C:\\w\\junction\\victim')
  await apply()
  expect(['C:\\w\\junction', 'C:\\w\\junction\\victim'].map(isMentioned)).toEqual([false, false])
})

test('a path that is closed later takes its rights from what was open in it', async () => {
  const { apply, isMentioned } = host()
  await apply()
  await apply({ ...GRANT, closed: [...GRANT.closed, { path: 'C:\\w\\a' }] }, OTHER)
  expect(isMentioned('C:\\w\\a\\b.txt')).toBe(false)
})

describe('a missing path that must stay missing', () => {
  const grant: Grant = {
    ...GRANT,
    closed: [...GRANT.closed, { path: 'C:\\w\\.codex', placeholder: true }],
  }

  test('is occupied for the run and gone with the last one that needs it', async () => {
    const { volume, store, apply } = host()
    await apply(grant)
    // The second run finds it there.
    await apply({ ...grant, closed: [...GRANT.closed, { path: 'C:\\w\\.codex' }] }, OTHER)
    await release(({ run }) => run === 'me', volume, store)
    expect(volume.nodes.has('C:\\w\\.codex')).toBe(true)
    await release(({ run }) => run === 'other', volume, store)
    expect(volume.nodes.has('C:\\w\\.codex')).toBe(false)
    expect(store.journal.placeholders).toEqual([])
  })

  test('that somebody has open at the end goes as soon as somebody comes by', async () => {
    const { volume, store, apply } = host()
    await apply(grant)
    volume.busy.add('C:\\w\\.codex')
    await release(() => true, volume, store)
    expect(store.journal.placeholders).toEqual([{ path: 'C:\\w\\.codex', holders: [] }])
    volume.busy.clear()
    await release(() => true, volume, store)
    expect(volume.nodes.has('C:\\w\\.codex')).toBe(false)
    expect(store.journal.placeholders).toEqual([])
  })

  test('that somebody still has open serves the next run', async () => {
    const { volume, store, apply, isMentioned } = host()
    await apply(grant)
    volume.busy.add('C:\\w\\.codex')
    await release(() => true, volume, store)
    await apply(grant, OTHER)
    volume.busy.clear()
    await release(() => false, volume, store)
    expect(isMentioned('C:\\w\\.codex')).toBe(true)
    await release(({ run }) => run === 'other', volume, store)
    expect(volume.nodes.has('C:\\w\\.codex')).toBe(false)
  })

  test('stays when somebody put something into it', async () => {
    const { volume, store, apply } = host()
    await apply(grant)
    volume.add('C:\\w\\.codex\\mine')
    await release(() => true, volume, store)
    expect(volume.nodes.has('C:\\w\\.codex')).toBe(true)
    expect(store.journal.placeholders).toEqual([])
  })
})

test('whenever the process dies, the next one can put everything back', async () => {
  const placeholder = { path: 'C:\\w\\.codex', placeholder: true as const }
  const grant: Grant = { ...GRANT, closed: [...GRANT.closed, placeholder], kept: ['C:\\w\\a'] }
  const before = new MemoryVolume(TREE).picture()
  let steps = 0
  for (let isWhole = false; !isWhole; steps += 1) {
    const { volume, store, apply } = host()
    let left = steps
    volume.beforeChange = () => {
      left -= 1
      if (left < 0) throw new Error('killed')
    }
    isWhole = await apply(grant).then(
      () => true,
      () => false,
    )
    volume.beforeChange = () => {}
    await release(() => true, volume, store)
    const { left: notRestored } = await undoUnused(volume, store)
    expect(notRestored).toEqual([])
    expect(volume.picture()).toEqual(before)
    expect(store.journal).toEqual({ grants: [], placeholders: [] })
  }
  expect(steps).toBeGreaterThan(5)
})

test('what runs is not cleaned', async () => {
  const { volume, store, apply, isMentioned } = host()
  await apply()
  expect(await undoUnused(volume, store)).toEqual({ undone: [], inUse: ['C:\\w'], left: [] })
  expect(isMentioned('C:\\w')).toBe(true)
})

test('what cannot be restored is told, and stays in the journal', async () => {
  const { volume, store, apply } = host()
  await apply()
  volume.refusals.set('C:\\w\\a\\b.txt', 'denied')
  await release(() => true, volume, store)
  expect(await undoUnused(volume, store)).toMatchObject({ undone: [], left: ['C:\\w\\a\\b.txt'] })
  volume.refusals.clear()
  expect(await undoUnused(volume, store)).toMatchObject({ undone: [SID], left: [] })
})
