/** The one addon file in every supported Node.js, and under C libraries. */

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, expect, test } from 'vitest'
import { which } from '../recipe/toolchain.mjs'
import { own, wantedSymbols } from './addon.js'

const checkout = fileURLToPath(new URL('../..', import.meta.url))

let place: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'sandbox-addon-loading-'))
  return () => rmSync(place, { recursive: true, force: true })
})

/** The program of another Node.js, from the registry or from an earlier test; an error says why it cannot be had. */
function nodeOf(major: number): string {
  const cached = join(checkout, '.cache/node', `${major}-${process.arch}`)
  const name = `node-linux-${process.arch}`
  const program = join(cached, 'node_modules', name, 'bin/node')
  if (existsSync(program)) return program
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-save', '--fetch-retries=0']
  execFileSync('npm', ['install', ...options, '--prefix', place, `${name}@${major}`], {
    encoding: 'utf8',
    stdio: 'pipe',
    timeout: 120_000,
  })
  mkdirSync(join(checkout, '.cache/node'), { recursive: true })
  rmSync(cached, { recursive: true, force: true })
  mkdirSync(cached)
  renameSync(join(place, 'node_modules'), join(cached, 'node_modules'))
  return program
}

const USE = `
  const module = { exports: {} }
  process.dlopen(module, ${JSON.stringify(own)})
  const { features, spawn } = module.exports
  const request = { file: '/bin/sh', args: ['sh', '-c', 'exit 7'], env: [], cwd: '/', stdio: [0, 1, 2] }
  const seen = []
  try { spawn({ ...request, file: '/no/such' }, () => {}) } catch (error) { seen.push(error.code, error.step) }
  seen.push(typeof features().landlockAbi)
  spawn(request, (code, signal) => {
    seen.push(code, signal)
    spawn({ ...request, args: ['sh', '-c', 'kill -9 $$'] }, (...end) => console.log(JSON.stringify([...seen, ...end])))
  })
`

test.for([20, 22, 24, 26])('Node.js %i', { timeout: 150_000 }, (major, { skip }) => {
  let node = process.execPath
  if (!process.version.startsWith(`v${major}.`))
    try {
      node = nodeOf(major)
    } catch (error) {
      skip(`Node.js ${major} cannot be fetched: ${String(error).split('\n')[0]}`)
    }
  expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).toMatch(`v${major}.`)
  const output = execFileSync(node, ['--input-type=module', '--eval', USE], { encoding: 'utf8' })
  expect(JSON.parse(output)).toEqual(['ENOENT', 'execve', 'number', 7, null, null, 9])
})

/** Functions that loader.c has itself. */
const LOADER_HAS =
  /^napi_(?:define_properties|add_async_cleanup_hook|create_object|create_int32|get_boolean|set_named_property)$/

test.for(['cc', 'musl-gcc'])('the C library of %s', (compiler, { skip }) => {
  if (which(compiler) === undefined) skip(`${compiler} is not installed`)
  const functions = wantedSymbols(own).filter((name) => /^(?:napi|uv)_/.test(name) && !LOADER_HAS.test(name))
  writeFileSync(
    join(place, 'loaded.h'),
    functions.map((name) => `int ${name}(void) { return 1; }\n`).join(''),
  )
  const source = fileURLToPath(new URL('loader.c', import.meta.url))
  const program = join(place, 'loader')
  execFileSync(compiler, ['-rdynamic', '-I', place, source, '-o', program, '-ldl'], { stdio: 'pipe' })
  const text = execFileSync(program, [own], { encoding: 'utf8' })
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[0]),
  ).toEqual(['landlockAbi', 'seccomp', 'noNewPrivs', 'pidfd', 'userNamespaces'])
})
