/** Runs CMake for one target in a directory of its own and returns the programs it made. */

import { execFile } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describeCompiler, gatherKernelHeaders, which } from './toolchain.mjs'

const run = promisify(execFile)
const project = fileURLToPath(new URL('..', import.meta.url))

/**
 * @param {{ name: string, processor: string, compiler: string, kind: string }} target
 * @param {string} work an empty or missing directory
 * @param {{ inner: boolean, probe?: boolean, bubblewrap?: { source: string, version: string } }} parts what to build
 * @returns {Promise<{ program: string, path: string, compiler: string, flags: string }[]>}
 * @throws {Error} with the compiler's own words
 */
export async function compile(target, work, parts) {
  await mkdir(work, { recursive: true })
  const definitions = [
    `-DCMAKE_C_COMPILER=${target.compiler}`,
    '-DCMAKE_BUILD_TYPE=Release',
    // A static program for another target cannot be tried out here, and need not be.
    '-DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY',
    '-DCMAKE_EXPORT_COMPILE_COMMANDS=ON',
    `-DBUILD_INNER=${parts.inner ? 'ON' : 'OFF'}`,
    `-DBUILD_PROBE=${parts.probe ? 'ON' : 'OFF'}`,
  ]
  if (target.kind === 'musl')
    definitions.push(`-DKERNEL_HEADERS=${gatherKernelHeaders(join(work, 'headers'))}`)
  if (target.kind === 'cross')
    definitions.push('-DCMAKE_SYSTEM_NAME=Linux', `-DCMAKE_SYSTEM_PROCESSOR=${target.processor}`)
  if (parts.bubblewrap)
    definitions.push(
      `-DBUBBLEWRAP_SOURCE=${parts.bubblewrap.source}`,
      `-DBUBBLEWRAP_VERSION=${parts.bubblewrap.version}`,
    )
  const generator = which('ninja') ? ['-G', 'Ninja'] : []
  const tree = join(work, 'tree')
  await cmake(['-S', project, '-B', tree, ...generator, ...definitions])
  await cmake(['--build', tree])
  const programs = []
  if (parts.inner) programs.push(await describe('sandbox-inner', join(tree, 'inner'), target, tree))
  if (parts.probe) programs.push(await describe('sandbox-probe', join(tree, 'probe'), target, tree))
  if (parts.bubblewrap) programs.push(await describe('bwrap', join(tree, 'bubblewrap'), target, tree))
  return programs
}

async function cmake(args) {
  try {
    await run('cmake', args, { env: { ...process.env, CFLAGS: '', LDFLAGS: '', LC_ALL: 'C' } })
  } catch (error) {
    const output = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim()
    throw new Error(`cmake failed:\n${output.split('\n').slice(-25).join('\n')}`)
  }
}

/** A source file of each program, to ask for the flags. */
const SOURCES = {
  bwrap: '/bubblewrap.c',
  'sandbox-inner': '/inner/src/run.c',
  'sandbox-probe': '/probe/src/main.c',
}

async function describe(program, directory, target, tree) {
  const flags = await flagsOf(tree, SOURCES[program])
  return {
    program,
    path: join(directory, program),
    compiler: `${describeCompiler(target.compiler)}${target.kind === 'musl' ? ', musl' : ''}`,
    flags: `${flags} -static`,
  }
}

/** What shaped the code of the source file that ends in `marker`, in a tree that CMake has built. */
export async function flagsOf(tree, marker) {
  const commands = JSON.parse(await readFile(join(tree, 'compile_commands.json'), 'utf8'))
  const command = commands.find(({ file }) => file.endsWith(marker))?.command ?? ''
  return command
    .split(' ')
    .filter((word) => /^-([ODUfW]|std=)/.test(word) && !word.includes('prefix-map'))
    .join(' ')
}
