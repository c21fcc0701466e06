import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeEmptyDirectory } from './helper-volume.js'

let place: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'sandbox-windows-'))
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

test('what is gone, is full or is no directory needs no other try', () => {
  mkdirSync(join(place, 'empty'))
  writeFileSync(join(place, 'file'), '')
  for (const path of [join(place, 'empty'), join(place, 'empty'), join(place, 'file'), place])
    expect(removeEmptyDirectory(path)).toBeUndefined()
  expect([join(place, 'empty'), join(place, 'file')].map(existsSync)).toEqual([false, true])
})

test.each(['EBUSY', 'EPERM', 'EACCES'])('what is refused with %s is busy', (code) => {
  const refuse = () => {
    throw Object.assign(new Error(code), { code })
  }
  expect(removeEmptyDirectory(place, refuse)).toBe('busy')
})
