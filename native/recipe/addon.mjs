/** Builds the Node.js addon of one target with cmake-js, which takes its headers from a package: nothing is fetched. */

import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { flagsOf } from './compile.mjs'
import { describeCompiler, systemCompiler, which } from './toolchain.mjs'

const run = promisify(execFile)
const project = fileURLToPath(new URL('../addon', import.meta.url))

/**
 * @param {{ name: string, processor: string, compiler: string, kind: string }} target
 * @param {string} work an empty or missing directory
 * @returns {Promise<{ program: string, path: string, compiler: string, flags: string }>}
 * @throws {Error} whose message is one line
 */
export async function compileAddon(target, work) {
  // The addon belongs to no C library, so the compiler whose headers are complete serves all.
  const compiler = target.kind === 'musl' ? systemCompiler() : target.compiler
  if (compiler === undefined) throw new Error('no compiler besides musl-gcc')
  const definitions = {
    CMAKE_C_COMPILER: compiler,
    CMAKE_TRY_COMPILE_TARGET_TYPE: 'STATIC_LIBRARY',
    CMAKE_EXPORT_COMPILE_COMMANDS: 'ON',
    ...(target.kind === 'cross' && {
      CMAKE_SYSTEM_NAME: 'Linux',
      CMAKE_SYSTEM_PROCESSOR: target.processor,
    }),
  }
  await mkdir(work, { recursive: true })
  await cmakeJs(work, definitions)
  return {
    program: 'sandbox.node',
    path: join(work, 'Release/sandbox.node'),
    compiler: describeCompiler(compiler),
    flags: `${await flagsOf(work, '/src/module.c')} -nostdlib`,
  }
}

async function cmakeJs(work, definitions) {
  const options = Object.entries(definitions).map(([name, value]) => `--CD${name}=${value}`)
  const generator = which('ninja') ? ['-G', 'Ninja'] : []
  const args = [program(), 'build', '-d', project, '-O', work, ...generator, ...options]
  try {
    await run(process.execPath, args, { env: { ...process.env, CFLAGS: '', LDFLAGS: '', LC_ALL: 'C' } })
  } catch (error) {
    const output = `${error.stdout ?? ''}\n${error.stderr ?? ''}`
    throw new Error(/.*\berror: .*|^CMake Error.*/m.exec(output)?.[0].trim() ?? error.message.split('\n')[0])
  }
}

function program() {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('cmake-js/package.json')), 'bin/cmake-js')
  } catch {
    throw new Error('cmake-js is not installed')
  }
}
