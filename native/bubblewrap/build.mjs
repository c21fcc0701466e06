/** Unpacks and builds one pinned version of bubblewrap. */

import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { compile } from '../recipe/compile.mjs'
import { findTargets } from '../recipe/toolchain.mjs'
import { fetchArchive } from './fetch.mjs'

const run = promisify(execFile)

/**
 * Unpacks an archive into DIRECTORY, without its leading directory.
 * @param {string} archive
 * @param {string} directory
 */
export async function unpack(archive, directory) {
  await mkdir(directory, { recursive: true })
  await run('tar', [
    '--extract',
    '--file',
    archive,
    '--directory',
    directory,
    '--strip-components=1',
    '--no-same-owner',
  ])
}

/**
 * Builds one pinned version for this host, for tests of compatibility.
 * @param {string} version such as `0.8.0`
 * @param {string} outDir directory that receives `bwrap`
 * @returns {Promise<string | undefined>} the path of the program; undefined when its source cannot be had
 * @example
 * const bwrap = await buildBubblewrap('0.12.0', '/tmp/old')
 */
export async function buildBubblewrap(version, outDir) {
  const { path: archive } = await fetchArchive(version)
  if (archive === undefined) return undefined
  const target = findTargets().find(({ kind }) => kind !== 'cross')
  if (target === undefined) throw new Error('no C compiler found')
  const work = await mkdtemp(join(tmpdir(), 'sandbox-bwrap-'))
  try {
    const source = join(work, 'source')
    await unpack(archive, source)
    const [built] = await compile(target, join(work, 'build'), {
      inner: false,
      bubblewrap: { source, version },
    })
    await mkdir(outDir, { recursive: true })
    await copyFile(built.path, join(outDir, 'bwrap'))
    return join(outDir, 'bwrap')
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
