/** What the build leaves: programs that match their manifest, the same bytes from anywhere, verified sources only. */

import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, test } from 'vitest'
import { bundledVersion, fetchArchive, pinOf } from '../bubblewrap/fetch.mjs'
import { which } from '../recipe/toolchain.mjs'

interface Row {
  readonly path: string
  readonly sha256: string
  readonly size: number
  readonly target: string
  readonly program: string
  readonly compiler: string
}

const project = fileURLToPath(new URL('..', import.meta.url))
/** Every static program, with the directory that its manifest speaks of. */
const programs = ['linux-bwrap', 'linux-landlock-seccomp'].flatMap((name) => {
  const vendor = join(project, '../packages', name, 'vendor')
  const { files } = JSON.parse(readFileSync(join(vendor, 'manifest.json'), 'utf8')) as {
    files: readonly Row[]
  }
  return files.filter((row) => row.program !== 'sandbox.node').map((row) => ({ ...row, vendor }))
})
const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')
const { path: archive } = await fetchArchive(bundledVersion)

const PT_INTERP = 3

/** The types of an ELF file's program headers (64 bits, little-endian). */
function segmentTypes(file: Buffer): number[] {
  const [start, size, count] = [
    Number(file.readBigUInt64LE(32)),
    file.readUInt16LE(54),
    file.readUInt16LE(56),
  ]
  return Array.from({ length: count }, (_, index) => file.readUInt32LE(start + index * size))
}

let place: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'sandbox-build-'))
  return () => rmSync(place, { recursive: true, force: true })
})

/** The native project, alone, somewhere else: it has no cache there and no compiled files. */
function copyProject(): string {
  const copy = join(place, 'elsewhere/native')
  const wanted = ['CMakeLists.txt', 'bubblewrap', 'inner', 'recipe']
  for (const name of wanted) cpSync(join(project, name), join(copy, name), { recursive: true })
  return copy
}

const node = (script: string, environment: Readonly<Record<string, string>> = {}) =>
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  }).trim()

describe('the manifest', () => {
  test.each(programs)('$path is the file it describes, executable and static', (row) => {
    const path = join(row.vendor, row.path)
    expect(digest(path)).toBe(row.sha256)
    expect(statSync(path).size).toBe(row.size)
    expect(statSync(path).mode & 0o777).toBe(0o755)
    expect(segmentTypes(readFileSync(path))).not.toContain(PT_INTERP)
  })

  test('the inner stage is small', () => {
    const musl = programs.filter((row) => row.program === 'sandbox-inner' && row.compiler.includes('musl'))
    for (const row of musl) expect(row.size).toBeLessThan(128_000)
  })
})

const emulator = which('qemu-aarch64-static')
const foreign = programs.filter((row) => row.target === 'linux-arm64' && process.arch === 'x64')

// Skipped without an emulator for the other CPU.
test.skipIf(emulator === undefined || foreign.length === 0)('the arm64 programs start', () => {
  const pathOf = (program: string) =>
    foreign.filter((row) => row.program === program).map(({ vendor, path }) => join(vendor, path))[0] ?? ''
  const start = (program: string, ...args: string[]) =>
    spawnSync(emulator ?? '', [pathOf(program), ...args], { encoding: 'utf8' })
  expect(start('bwrap', '--version').stdout).toBe(`bubblewrap ${bundledVersion}\n`)
  expect(start('sandbox-inner')).toMatchObject({ status: 125, stderr: expect.stringMatching(/^usage:/) })
  const echoed = start(
    'sandbox-inner',
    'launch',
    '1',
    '2',
    String(process.pid),
    '-',
    '-',
    '2',
    '/bin/sh',
    'sh',
    '-c',
    'exit 9',
  )
  expect(echoed.status).toBe(9)
})

test('a second build finds nothing to do', () => {
  expect(execFileSync(process.execPath, [join(project, 'build.mjs')], { encoding: 'utf8' })).toBe(
    'native: up to date\n',
  )
})

// Skipped where the bubblewrap source cannot be had.
test.skipIf(archive === undefined)('another checkout gives the same bytes', { timeout: 60_000 }, () => {
  const copy = copyProject()
  const built = JSON.parse(
    node(`
      const { compile } = await import('${copy}/recipe/compile.mjs')
      const { unpack } = await import('${copy}/bubblewrap/build.mjs')
      const { findTargets } = await import('${copy}/recipe/toolchain.mjs')
      await unpack('${archive}', '${place}/some/source')
      const bubblewrap = { source: '${place}/some/source', version: '${bundledVersion}' }
      const [target] = findTargets()
      const compiled = await compile(target, '${place}/work', { inner: true, bubblewrap })
      console.log(JSON.stringify(compiled.map(({ program, path }) => ({ path, row: target.name + '/' + program }))))
    `),
  ) as readonly { readonly path: string; readonly row: string }[]
  expect(built.length).toBe(2)
  for (const { path, row } of built)
    expect(digest(path)).toBe(programs.find((file) => file.path === row)?.sha256)
})

describe.skipIf(archive === undefined)('the bubblewrap archive', () => {
  const pin = pinOf(bundledVersion)
  const find = (copy: string, source: string) =>
    node(
      `const { fetchArchive } = await import('${copy}/bubblewrap/fetch.mjs')
       console.log((await fetchArchive('${bundledVersion}')).path)`,
      { SANDBOX_BUBBLEWRAP_SOURCE: source, XDG_CACHE_HOME: join(place, 'cache') },
    )

  test('is taken from the named file or directory', () => {
    const copy = copyProject()
    const named = join(place, 'any-name.tar.xz')
    copyFileSync(archive ?? '', named)
    expect(find(copy, named)).toBe(named)
    copyFileSync(archive ?? '', join(place, pin.file))
    expect(find(copy, place)).toBe(join(place, pin.file))
  })

  test('is not taken when its digest is another one', () => {
    const copy = copyProject()
    const tampered = join(place, pin.file)
    writeFileSync(tampered, Buffer.concat([readFileSync(archive ?? ''), Buffer.from('x')]))
    const cache = join(place, 'cache/sandbox/sources')
    mkdirSync(cache, { recursive: true })
    copyFileSync(archive ?? '', join(cache, pin.file))
    expect(find(copy, tampered)).toBe(join(cache, pin.file))
    expect(existsSync(tampered)).toBe(true)
  })

  test('of an unknown version is refused', () => {
    expect(() => pinOf('0.1.0')).toThrow('bubblewrap 0.1.0 is not pinned; known: 0.13.0, 0.12.0, 0.8.0')
  })
})
