/** Every promise of the security model names the files that keep it and the tests that would notice if they did not. */

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const repository = fileURLToPath(new URL('../../../', import.meta.url))
const page = readFileSync(`${repository}docs/security-model.md`, 'utf8')

interface Promised {
  readonly promise: string
  readonly files: readonly string[]
  readonly tests: readonly string[]
}

/** The rows of the tables of promises. */
const promises = page
  .split('\n')
  .filter((line) => line.startsWith('| to '))
  .map((line): Promised => {
    const [promise = '', , files = '', tests = ''] = line.slice(2).split(' | ')
    return { promise: promise.trim(), files: pathsIn(files), tests: pathsIn(tests) }
  })

function pathsIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path)
}

test('there are tables for all backends', () => {
  expect(page.match(/^\| the command tries +\| what holds +\| file +\| test +\|$/gm)).toHaveLength(4)
  expect(promises.length).toBeGreaterThan(40)
})

test.each(promises)('$promise', ({ files, tests }) => {
  expect(files.length).toBeGreaterThan(0)
  expect(tests.length).toBeGreaterThan(0)
  expect([...files, ...tests].filter((path) => !existsSync(repository + path))).toEqual([])
  expect(tests.filter((path) => !path.endsWith('.test.ts'))).toEqual([])
})

test('every other file that the page names is there', () => {
  const named = pathsIn(page).filter((path) => /^(?:packages|native|docs)\//.test(path))
  expect(named.filter((path) => !existsSync(repository + path))).toEqual([])
})
