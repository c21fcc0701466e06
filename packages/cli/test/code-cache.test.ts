import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { COMMAND } from './place.js'

interface CodeCache {
  codeCacheDirectory(from: { platform: string; getuid: () => number }): string | undefined
  requireThroughCache(
    file: string,
    directory: string | undefined,
  ): { exports: { answer(): string }; save(): void }
}

const cache = createRequire(import.meta.url)('../bin/code-cache.js') as CodeCache

let place: string
let files = 0

beforeEach(() => {
  place = mkdtempSync('/var/tmp/sandbox-code-cache-test-')
})

afterEach(() => rmSync(place, { recursive: true }))

/** A new file each time: a module is evaluated once only. */
function module_(answer: string, build: string): string {
  files += 1
  const file = join(place, `module-${files}.cjs`)
  writeFileSync(file, `exports.answer = () => '${answer}'\n//# build=${build}\n`)
  return file
}

const stored = () => readdirSync(place).filter((name) => name.startsWith('code-'))
const storedFile = () => join(place, `code-${process.version}`)

function loadAndSave(file: string): string {
  const { exports, save } = cache.requireThroughCache(file, place)
  const answer = exports.answer()
  save()
  return answer
}

describe('the cache', () => {
  test('is made by the first run, for its owner only, and left alone by the next', () => {
    expect(loadAndSave(module_('one', 'a'))).toBe('one')
    expect(stored()).toEqual([`code-${process.version}`])
    const { ino, mode } = statSync(storedFile())
    expect(mode & 0o777).toBe(0o600)
    expect(loadAndSave(module_('one', 'a'))).toBe('one')
    expect(statSync(storedFile()).ino).toBe(ino)
  })

  test('of another build of the same length is not used, and replaced', () => {
    loadAndSave(module_('one', 'a'))
    expect(loadAndSave(module_('two', 'b'))).toBe('two')
    expect(readFileSync(storedFile(), 'latin1')).toMatch(new RegExp(`b ${process.arch}$`))
  })

  test('that others may read or write is not used, and replaced', () => {
    loadAndSave(module_('one', 'a'))
    chmodSync(storedFile(), 0o606)
    expect(loadAndSave(module_('two', 'a'))).toBe('two')
    expect(statSync(storedFile()).mode & 0o777).toBe(0o600)
  })

  test('that is a link is not followed, and replaced', () => {
    writeFileSync(join(place, 'elsewhere'), 'mine')
    symlinkSync(join(place, 'elsewhere'), storedFile())
    expect(loadAndSave(module_('one', 'a'))).toBe('one')
    expect(readFileSync(join(place, 'elsewhere'), 'utf8')).toBe('mine')
    expect(statSync(storedFile()).isFile()).toBe(true)
  })

  test('that is no code at all is not used, and replaced', () => {
    writeFileSync(storedFile(), `nonsense, nonsense, nonsense a ${process.arch}`, { mode: 0o600 })
    expect(loadAndSave(module_('one', 'a'))).toBe('one')
    expect(statSync(storedFile()).size).toBeGreaterThan(100)
  })

  test('is not needed', () => {
    expect(cache.requireThroughCache(module_('one', 'a'), undefined).exports.answer()).toBe('one')
    expect(cache.requireThroughCache(module_('one', 'a'), join(place, 'missing')).exports.answer()).toBe(
      'one',
    )
  })
})

describe('its directory', () => {
  const uid = 3_999_999_999
  const directory = `/tmp/.sandbox-${uid}`
  const found = (somebody: number) => cache.codeCacheDirectory({ platform: 'linux', getuid: () => somebody })

  test('is none where no private one exists, and on other systems', () => {
    expect(found(uid)).toBeUndefined()
    expect(cache.codeCacheDirectory({ platform: 'darwin', getuid: () => uid })).toBeUndefined()
  })

  test('is none that belongs to somebody else', () => {
    mkdirSync(directory, { mode: 0o700 })
    try {
      expect(found(uid)).toBeUndefined()
    } finally {
      rmdirSync(directory)
    }
  })

  test('is read-only in a sandbox that may write everything around it', () => {
    const command = (...argv: string[]) =>
      spawnSync(process.execPath, [COMMAND, ...argv], { encoding: 'utf8', cwd: place })
    expect(command('true').status).toBe(0)
    const used = found(process.getuid?.() ?? 0) ?? 'none'
    const stored = join(used, `code-${process.version}`)
    const before = readFileSync(stored)
    const script = `echo x > ${stored}; rm ${stored}; mv ${used} ${used}.away; true`
    expect(command('--write', dirname(used), 'sh', '-c', script)).toMatchObject({ status: 0 })
    expect(readFileSync(stored).equals(before)).toBe(true)
  })
})
