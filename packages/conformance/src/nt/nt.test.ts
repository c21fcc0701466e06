import { type Ace, type Descriptor, READINGS, RIGHT } from '@sandbox/windows-token'
import { describe, expect, test } from 'vitest'
import { mayAccess } from './access-check.js'
import { Disk } from './disk.js'
import { descriptorForNew, propagate } from './inherit.js'
import { perform } from './system-calls.js'
import { ADMINISTRATORS, EVERYONE, LOGON, SYSTEM, USER, USER_TOKEN, USERS, writeRestricted } from './token.js'

const CAPABILITY = 'S-1-5-21-1-2-3-4'
const allow = (sid: string, mask: number, flags = 0): Ace => ({ type: 'allow', flags, mask, sid })
const deny = (sid: string, mask: number, flags = 0): Ace => ({ type: 'deny', flags, mask, sid })
const listed = (...entries: readonly Ace[]): Descriptor => ({
  control: 0,
  owner: SYSTEM,
  dacl: { revision: 2, entries },
})
const FULL = 0x1f01ff

describe('one look', () => {
  test('the first word about a right counts', () => {
    const rights = RIGHT.readData | RIGHT.writeData
    expect(mayAccess(listed(allow(USER, rights), deny(EVERYONE, FULL)), USER_TOKEN, rights)).toBe(true)
    expect(mayAccess(listed(deny(EVERYONE, RIGHT.writeData), allow(USER, FULL)), USER_TOKEN, rights)).toBe(
      false,
    )
    expect(
      mayAccess(listed(deny(EVERYONE, RIGHT.writeData), allow(USER, FULL)), USER_TOKEN, RIGHT.readData),
    ).toBe(true)
  })

  test('rights may come from several entries', () => {
    const list = listed(allow(USERS, RIGHT.readData), allow(USER, RIGHT.writeData))
    expect(mayAccess(list, USER_TOKEN, RIGHT.readData | RIGHT.writeData)).toBe(true)
  })

  test('no list allows everything, an empty one nothing', () => {
    expect(mayAccess({ control: 0, dacl: null }, USER_TOKEN, FULL)).toBe(true)
    expect(mayAccess(listed(), USER_TOKEN, RIGHT.readData)).toBe(false)
  })

  test('entries that are only handed down do not count', () => {
    expect(mayAccess(listed(allow(USER, FULL, 0x0b)), USER_TOKEN, RIGHT.readData)).toBe(false)
  })

  test('owners read and change the list, unless it speaks of owners', () => {
    const own = { ...listed(), owner: USER }
    expect(mayAccess(own, USER_TOKEN, RIGHT.writeDac)).toBe(true)
    expect(
      mayAccess({ ...listed(allow('S-1-3-4', RIGHT.readData)), owner: USER }, USER_TOKEN, RIGHT.writeDac),
    ).toBe(false)
  })

  test('a group that only denies does not allow', () => {
    const token = writeRestricted([], 0)
    expect(mayAccess(listed(allow(ADMINISTRATORS, FULL)), token, RIGHT.readData)).toBe(false)
    expect(mayAccess(listed(deny(ADMINISTRATORS, FULL), allow(USER, FULL)), token, RIGHT.readData)).toBe(
      false,
    )
  })
})

describe('the second look', () => {
  const token = writeRestricted([CAPABILITY, LOGON], READINGS['generic-write-and-standard'])

  test('asks the restricting identifiers about what is covered, and about nothing else', () => {
    const list = listed(allow(USER, FULL))
    expect(mayAccess(list, token, RIGHT.readData | RIGHT.execute | RIGHT.deleteChild)).toBe(true)
    for (const right of [RIGHT.writeData, RIGHT.delete, RIGHT.writeDac])
      expect(mayAccess(list, token, right)).toBe(false)
  })

  test('both looks must allow', () => {
    expect(mayAccess(listed(allow(CAPABILITY, FULL)), token, RIGHT.writeData)).toBe(false)
    expect(mayAccess(listed(allow(CAPABILITY, FULL), allow(USER, FULL)), token, RIGHT.writeData)).toBe(true)
  })

  test('a denied capability is denied', () => {
    const list = listed(deny(CAPABILITY, RIGHT.writeData), allow(CAPABILITY, FULL), allow(USER, FULL))
    expect(mayAccess(list, token, RIGHT.writeData)).toBe(false)
  })

  test('the owner has no rights of his own there', () => {
    expect(mayAccess({ ...listed(allow(USER, FULL)), owner: USER }, token, RIGHT.writeDac)).toBe(false)
  })
})

test('new files and directories get what is handed down to their kind', () => {
  const parent = listed(
    allow(USER, FULL, 0x03),
    allow(USERS, 1, 0x02),
    allow(EVERYONE, 2, 0x01),
    allow('S-1-3-0', 4, 0x0b),
  )
  const flagsIn = (kind: 'file' | 'directory') =>
    descriptorForNew(parent, kind, USER_TOKEN).dacl?.entries.map((ace) => [
      ace.type === 'foreign' ? '' : ace.sid,
      ace.flags,
    ])
  expect(flagsIn('file')).toEqual([
    [USER, 0x10],
    [EVERYONE, 0x10],
    [USER, 0x10],
  ])
  expect(flagsIn('directory')).toEqual([
    [USER, 0x13],
    [USERS, 0x12],
    [EVERYONE, 0x19],
    [USER, 0x10],
    ['S-1-3-0', 0x1b],
  ])
})

test('without anything handed down, a restricted token gives the new object to its user and its run', () => {
  const [one, other] = ['S-1-5-21-9-9-9-1', 'S-1-5-21-9-9-9-2'].map((run) =>
    writeRestricted([CAPABILITY, LOGON], FULL, run),
  )
  if (one === undefined || other === undefined) throw new Error('two runs')
  const made = descriptorForNew(listed(), 'file', one)
  expect([one, other, USER_TOKEN].map((token) => mayAccess(made, token, RIGHT.writeData))).toEqual([
    true,
    false,
    true,
  ])
})

describe('names', () => {
  const disk = () => {
    const made = new Disk(listed(allow(USER, FULL, 0x03)))
    for (const path of ['C:\\a', 'C:\\a\\b']) perform(made, USER_TOKEN, { call: 'make-directory', path })
    perform(made, USER_TOKEN, { call: 'create-file', path: 'C:\\a\\f' })
    return made
  }

  test('ignore letter case and keep it', () => {
    expect(disk().locate('c:\\A\\B')?.path).toBe('C:\\a\\b')
  })

  test('a junction is followed in the middle, and at the end only when something is opened', () => {
    const made = disk()
    expect(perform(made, USER_TOKEN, { call: 'junction', path: 'C:\\a', to: 'C:\\j' })).toBe('ok')
    expect(made.locate('C:\\j\\f')?.path).toBe('C:\\a\\f')
    expect(made.locate('C:\\j', false)?.object?.kind).toBe('link')
    expect(perform(made, USER_TOKEN, { call: 'remove', path: 'C:\\j' })).toBe('ok')
    expect(made.locate('C:\\a\\f')?.object).toBeDefined()
  })

  test('several names are one file with one list', () => {
    const made = disk()
    perform(made, USER_TOKEN, { call: 'hard-link', path: 'C:\\a\\f', to: 'C:\\g' })
    perform(made, USER_TOKEN, { call: 'write', path: 'C:\\g' })
    const file = made.locate('C:\\a\\f')?.object
    expect(file).toMatchObject({ content: 'w' })
    expect(file && made.linksOf(file)).toBe(2)
  })

  test('a directory is neither moved into itself nor removed while something is in it', () => {
    const made = disk()
    expect(perform(made, USER_TOKEN, { call: 'rename', path: 'C:\\a', to: 'C:\\a\\b\\c' })).toBe('impossible')
    expect(perform(made, USER_TOKEN, { call: 'remove', path: 'C:\\a' })).toBe('impossible')
  })

  test('what is moved keeps its list, until permissions are handed down anew', () => {
    const made = disk()
    const file = made.locate('C:\\a\\f')?.object
    perform(made, USER_TOKEN, { call: 'set-permissions', path: 'C:\\a' })
    const before = file?.descriptor
    propagate(made.root)
    expect(file?.descriptor).not.toEqual(before)
  })
})
