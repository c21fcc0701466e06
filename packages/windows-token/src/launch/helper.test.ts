import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findHelper } from './helper.js'

let vendor: string
beforeEach(() => {
  vendor = realpathSync(mkdtempSync(join(tmpdir(), 'sandbox-vendor-')))
})
afterEach(() => rmSync(vendor, { recursive: true, force: true }))

/** A program, and what the manifest says that it holds. */
function carry(target: string, content: string, listed = content): string {
  const path = `${target}/sandbox-token.exe`
  mkdirSync(join(vendor, target))
  writeFileSync(join(vendor, path), content)
  const sha256 = createHash('sha256').update(listed).digest('hex')
  writeFileSync(join(vendor, 'manifest.json'), JSON.stringify({ format: 1, files: [{ path, sha256 }] }))
  return join(vendor, path)
}

test('the program of the processor is found', () => {
  const path = carry('win32-x64', 'program')
  expect(findHelper('x64', vendor)).toBe(path)
})

test('arm64 takes the one for x64 when it has none of its own', () => {
  const path = carry('win32-x64', 'program')
  expect(findHelper('arm64', vendor)).toBe(path)
})

test('another processor has none', () => {
  carry('win32-x64', 'program')
  expect(() => findHelper('ia32', vendor)).toThrow(expect.objectContaining({ code: 'HELPER_NOT_FOUND' }))
})

test('a program that is not the listed one is not started', () => {
  carry('win32-x64', 'planted', 'program')
  expect(() => findHelper('x64', vendor)).toThrow(expect.objectContaining({ code: 'HELPER_CHANGED' }))
})
