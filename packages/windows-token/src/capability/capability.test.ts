import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { journalFile } from './journal-file.js'
import { withLock } from './lock.js'
import { processesBy } from './processes.js'
import { capabilitiesFor, capabilityFile, forgetCapabilities } from './store.js'

/** A system that cannot tell when a process was started. */
const US = await processesBy(async () => undefined)

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sandbox-windows-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const key = (root: string, ...closed: string[]) => ({ root, closed })
const sids = (...keys: Parameters<typeof capabilitiesFor>[1]) =>
  capabilitiesFor(directory, keys).map(({ sid }) => sid)

describe('the capability of a root', () => {
  test('stays the same, whatever the letter case and the order', () => {
    const [first] = sids(key('C:\\w', 'C:\\w\\a', 'C:\\w\\b'))
    expect(sids(key('c:\\W', 'C:\\w\\B', 'C:\\w\\a'))).toEqual([first])
    expect(first).toMatch(/^S-1-5-21-\d+-\d+-\d+-\d+$/)
  })

  test('is another one when something else stays closed in it', () => {
    expect(new Set(sids(key('C:\\w'), key('C:\\w', 'C:\\w\\a'), key('C:\\v'))).size).toBe(3)
  })

  test('is forgotten with its access lists', () => {
    const [first = '', second] = sids(key('C:\\w'), key('C:\\v'))
    forgetCapabilities(directory, new Set([first]))
    const [fresh, kept] = sids(key('C:\\w'), key('C:\\v'))
    expect(fresh).not.toBe(first)
    expect(kept).toBe(second)
  })

  test('nothing but the file is left behind', () => {
    sids(key('C:\\w'))
    expect(readdirSync(directory)).toEqual(['capabilities.json'])
  })
})

test('many at once lose nothing', async () => {
  const roots = Array.from({ length: 20 }, (_, index) => `C:\\${index}`)
  const made = await Promise.all(roots.map((root) => withLock(directory, US, async () => sids(key(root))[0])))
  expect(sids(...roots.map((root) => key(root)))).toEqual(made)
  expect(readdirSync(directory)).toEqual(['capabilities.json'])
})

test('the lock of a process that died is taken over', async () => {
  // No process has this number: it is larger than any system counts to.
  writeFileSync(join(directory, 'lock'), String(2 ** 31 - 2))
  expect(await withLock(directory, US, async () => 'done')).toBe('done')
  expect(readdirSync(directory)).toEqual([])
})

describe('a number that another process has by now', () => {
  test('does not keep the lock of the one that died', async () => {
    const processes = await processesBy(async () => 'late')
    writeFileSync(join(directory, 'lock'), `${process.pid} early`)
    expect(
      await withLock(directory, processes, async () => readFileSync(join(directory, 'lock'), 'utf8')),
    ).toBe(`${process.pid} late`)
    expect(readdirSync(directory)).toEqual([])
  })

  test.each([
    ['the same process', 'early', `${process.pid} early`],
    ['one that nobody can tell about', undefined, `${process.pid} early`],
    ['one that did not say when it was started', 'late', String(process.pid)],
  ])('is that of %s, which keeps it', async (_, born, text) => {
    writeFileSync(join(directory, 'lock'), text)
    const processes = await processesBy(async () => born)
    await expect(withLock(directory, processes, async () => 'done', 0)).rejects.toMatchObject({
      code: 'STATE_LOCKED',
      message: expect.stringContaining(String(process.pid)),
    })
  })
})

test('a lock that somebody living does not give back is an error', async () => {
  writeFileSync(join(directory, 'lock'), String(process.pid))
  await expect(withLock(directory, US, async () => 'done', 0)).rejects.toMatchObject({ code: 'STATE_LOCKED' })
})

test('the lock is given back when the work fails', async () => {
  await expect(withLock(directory, US, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await withLock(directory, US, async () => 'done')).toBe('done')
})

describe('a damaged file is an error, and is not replaced', () => {
  test.each([
    ['', 'it is not JSON'],
    ['{"format":', 'it is not JSON'],
    ['\0\0\0\0', 'it is not JSON'],
    ['{}', 'it has another format'],
    ['{"format":2,"capabilities":[]}', 'it has another format'],
    ['{"format":1}', 'a capability is incomplete'],
    ['{"format":1,"capabilities":[{"root":"C:\\\\w","closed":[]}]}', 'a capability is incomplete'],
    [
      '{"format":1,"capabilities":[{"root":"C:\\\\w","closed":[],"sid":"S-1-x"}]}',
      'a capability is incomplete',
    ],
  ])('%j', (text, why) => {
    writeFileSync(capabilityFile(directory), text)
    expect(() => sids(key('C:\\w'))).toThrow(
      expect.objectContaining({ code: 'STATE_DAMAGED', message: expect.stringContaining(why) }),
    )
    expect(readFileSync(capabilityFile(directory), 'utf8')).toBe(text)
  })

  test('the journal as well', () => {
    const store = journalFile(directory)
    expect(store.read()).toEqual({ grants: [], placeholders: [] })
    const grants = [
      { sid: 'S-1-5-21-1', root: 'C:\\w', state: 'whole' as const, before: { 'C:\\w': 'AA==' }, holders: [] },
    ]
    store.write({
      grants,
      placeholders: [{ path: 'C:\\w\\x', holders: [{ pid: 1, run: 'a', born: 'early' }] }],
    })
    expect(store.read()).toMatchObject({ grants, placeholders: [{ holders: [{ born: 'early' }] }] })
    writeFileSync(join(directory, 'journal.json'), '{"format":1,"grants":[{}],"placeholders":[]}')
    expect(() => store.read()).toThrow('an entry is incomplete')
  })
})
