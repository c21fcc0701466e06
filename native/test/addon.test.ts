/** The addon as it is built: what it depends on, the same bytes from anywhere, and a build that goes on without it. */

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, test } from 'vitest'
import { bundledVersion, fetchArchive } from '../bubblewrap/fetch.mjs'
import { findTargets } from '../recipe/toolchain.mjs'
import { namedLibraries, rows, vendor, wantedSymbols } from './addon.js'

const project = fileURLToPath(new URL('..', import.meta.url))
const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')
const { path: archive } = await fetchArchive(bundledVersion)

/** What every C library has had under these names from the beginning. */
const OF_ANY_C_LIBRARY = [
  '__stack_chk_fail',
  // Where the canary lies on arm64.
  '__stack_chk_guard',
  'calloc',
  'free',
  'malloc',
  'memcpy',
  'memset',
]

test('there is one for each target that can be built here', () => {
  expect(rows.map(({ target }) => target)).toEqual(findTargets().map(({ name }) => name))
})

describe.each(rows)('$path', (row) => {
  const file = join(vendor, row.path)

  test('is the file that the manifest describes', () => {
    expect(digest(file)).toBe(row.sha256)
    const { size, mode } = statSync(file)
    expect({ size, mode: mode & 0o777 }).toEqual({ size: row.size, mode: 0o644 })
    expect(size).toBeLessThan(100_000)
  })

  test('names no library and no version of a symbol', () => {
    expect(namedLibraries(file)).toEqual([])
    expect(wantedSymbols(file).filter((name) => name.includes('@'))).toEqual([])
  })

  test('takes from its process Node-API, libuv and what any C library has', () => {
    const others = wantedSymbols(file).filter((name) => !/^(?:napi|uv)_/.test(name))
    expect(OF_ANY_C_LIBRARY).toEqual(expect.arrayContaining(others))
  })
})

let place: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'sandbox-addon-build-'))
  return () => rmSync(place, { recursive: true, force: true })
})

/** The native project, somewhere else, with or without its development packages. */
function copyProject(withPackages: boolean): string {
  const copy = join(place, 'elsewhere/native')
  const wanted = ['CMakeLists.txt', 'package.json', 'addon', 'bubblewrap', 'inner', 'probe', 'recipe']
  for (const name of wanted) cpSync(join(project, name), join(copy, name), { recursive: true })
  if (withPackages) symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

const run = (script: string) =>
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    // pnpm puts every package of the workspace on NODE_PATH.
    env: {
      ...process.env,
      NODE_PATH: '',
      ...(archive !== undefined && { SANDBOX_BUBBLEWRAP_SOURCE: archive }),
    },
    encoding: 'utf8',
  })

test('another checkout gives the same bytes', { timeout: 60_000 }, () => {
  const copy = copyProject(true)
  const built = run(`
    const { compileAddon } = await import('${copy}/recipe/addon.mjs')
    const { findTargets } = await import('${copy}/recipe/toolchain.mjs')
    process.stdout.write((await compileAddon(findTargets()[0], '${place}/work')).path)
  `)
  expect(digest(built)).toBe(rows[0]?.sha256)
})

test('a build that cannot make it says so in one line and makes the rest', { timeout: 60_000 }, () => {
  const copy = copyProject(false)
  const said = run(`
    const { makePrograms } = await import('${copy}/recipe/make.mjs')
    const { findTargets } = await import('${copy}/recipe/toolchain.mjs')
    const names = ['launcher', 'stage', 'probe', 'helper']
    const vendors = Object.fromEntries(names.map((name) => [name, '${place}/' + name]))
    const { complete } = await makePrograms(findTargets().slice(0, 1), vendors, console.log)
    console.log(complete)
  `)
  const target = `linux-${process.arch}`
  expect(said.trimEnd().split('\n')).toEqual(
    expect.arrayContaining([`${target}/sandbox.node is not built: cmake-js is not installed`, 'false']),
  )
  expect(existsSync(join(place, 'stage', target, 'sandbox-inner'))).toBe(true)
  const { files } = JSON.parse(readFileSync(join(place, 'stage/manifest.json'), 'utf8'))
  expect(files).toMatchObject([{ program: 'sandbox-inner' }])
})
