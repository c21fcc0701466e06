/** Builds the helper of the Windows backend: with mingw-w64 where that is installed, on Windows with what CMake finds. */

import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describeCompiler, which } from './toolchain.mjs'

const run = promisify(execFile)
const project = fileURLToPath(new URL('../windows', import.meta.url))
const PROGRAM = 'sandbox-token.exe'
/** Both are in the Debian package `gcc-mingw-w64-x86-64`. */
const CROSS_TOOLS = ['x86_64-w64-mingw32-gcc', 'x86_64-w64-mingw32-windres']

/**
 * What the helper can be built with here.
 * @returns {{ target: string, tools: string[], arguments: string[] } | undefined}
 */
export function findWindowsToolchain() {
  if (process.platform === 'win32') return { target: `win32-${process.arch}`, tools: [], arguments: [] }
  const tools = CROSS_TOOLS.map(which)
  if (tools.includes(undefined)) return undefined
  return {
    target: 'win32-x64',
    tools,
    arguments: [`-DCMAKE_TOOLCHAIN_FILE=${join(project, 'mingw.cmake')}`],
  }
}

/**
 * @param {NonNullable<ReturnType<typeof findWindowsToolchain>>} toolchain
 * @param {string} work an empty or missing directory
 * @returns {Promise<{ program: string, path: string, target: string, compiler: string, flags: string }>}
 * @throws {Error} with the compiler's own words
 */
export async function compileHelper(toolchain, work) {
  await mkdir(work, { recursive: true })
  await cmake(['-S', project, '-B', work, '-DCMAKE_BUILD_TYPE=Release', ...toolchain.arguments])
  await cmake(['--build', work, '--config', 'Release'])
  const isCross = toolchain.tools.length > 0
  return {
    program: PROGRAM,
    path: join(work, isCross ? '' : 'Release', PROGRAM),
    target: toolchain.target,
    compiler: isCross ? describeCompiler(toolchain.tools[0]) : 'the compiler that CMake found',
    flags: isCross ? '-O2 -fstack-protector-strong -D_FORTIFY_SOURCE=3 -static' : '/GS /guard:cf /MT',
  }
}

async function cmake(args) {
  try {
    await run('cmake', args, { env: { ...process.env, CFLAGS: '', LDFLAGS: '', LC_ALL: 'C' } })
  } catch (error) {
    const output = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim()
    throw new Error(`cmake failed:\n${output.split('\n').slice(-25).join('\n')}`)
  }
}
