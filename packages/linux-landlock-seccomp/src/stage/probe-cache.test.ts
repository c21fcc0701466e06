import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fileIdentity, ProbeCache } from './probe-cache.js'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cache-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

test('an answer is asked for once, also by the next process', () => {
  const ask = vi.fn(() => [1])
  expect(new ProbeCache(directory).get('q', ask)).toEqual([1])
  expect(new ProbeCache(directory).get('q', ask)).toEqual([1])
  expect(ask).toHaveBeenCalledTimes(1)
  expect(readdirSync(directory)).toEqual(['probes.json'])
})

test('no answer is not remembered', () => {
  const ask = vi.fn(() => undefined)
  new ProbeCache(directory).get('q', ask)
  new ProbeCache(directory).get('q', ask)
  expect(ask).toHaveBeenCalledTimes(2)
})

test.each(['', '{', '[]', 'null'])('a cache that holds %j is as good as none', (text) => {
  writeFileSync(join(directory, 'probes.json'), text)
  expect(new ProbeCache(directory).get('q', () => 2)).toBe(2)
})

test('a cache that cannot be written costs nothing but time', () => {
  expect(new ProbeCache(join(directory, 'missing')).get('q', () => 3)).toBe(3)
})

test('the oldest answers make room', () => {
  const cache = new ProbeCache(directory)
  for (let question = 0; question <= 100; question++) cache.get(`q ${question}`, () => question)
  const again = vi.fn(() => 'asked again')
  expect(new ProbeCache(directory).get('q 0', again)).toBe('asked again')
  expect(new ProbeCache(directory).get('q 100', again)).toBe(100)
})

test('a changed file has another identity', () => {
  const path = join(directory, 'file')
  writeFileSync(path, 'a')
  const before = fileIdentity(path)
  utimesSync(path, 1, 1)
  expect(fileIdentity(path)).not.toBe(before)
})
