/** Finds the pinned bubblewrap archive: in a place the user names, in caches, at upstream, at the distribution. */

import { createHash } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { downloadFromDistribution } from './distribution.mjs'

const pins = JSON.parse(await readFile(new URL('bubblewrap.json', import.meta.url), 'utf8'))
const checkout = fileURLToPath(new URL('../..', import.meta.url))
const UPSTREAM_TIMEOUT_MS = 4000

/** The version that is bundled. */
export const bundledVersion = pins.version

/**
 * The pin of one version.
 * @param {string} version such as `0.13.0`
 * @returns {{ file: string, sha256: string }}
 * @throws {Error} when the version is not pinned
 */
export function pinOf(version) {
  const pin = pins.archives[version]
  if (pin === undefined)
    throw new Error(`bubblewrap ${version} is not pinned; known: ${Object.keys(pins.archives).join(', ')}`)
  return pin
}

/**
 * The verified archive of one version, or why none was found.
 * @param {string} version
 * @returns {Promise<{ path: string, misses: string[] } | { path: undefined, misses: string[] }>}
 */
export async function fetchArchive(version) {
  const pin = pinOf(version)
  const cache = join(checkout, '.cache/sources')
  const misses = []
  for (const path of localPlaces(version, pin.file, cache)) {
    if (await isPinned(path, pin)) return { path, misses }
  }
  for (const [name, download] of Object.entries(downloads)) {
    const problem = await keep(download, version, pin, cache)
    if (problem === undefined) return { path: join(cache, pin.file), misses }
    misses.push(`${name}: ${problem}`)
  }
  return { path: undefined, misses }
}

function localPlaces(version, file, cache) {
  const named = process.env.SANDBOX_BUBBLEWRAP_SOURCE
  const shared = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sandbox/sources')
  const directories = [cache, shared]
  if (named) directories.unshift(named)
  const files = directories.flatMap((directory) => [
    join(directory, file),
    join(directory, releaseName(version)),
  ])
  return named ? [named, ...files] : files
}

const releaseName = (version) => `bubblewrap-${version}.tar.xz`

const downloads = {
  upstream: async (version, _pin, destination) => {
    const address = `${pins.releases}/v${version}/${releaseName(version)}`
    const response = await fetch(address, { signal: AbortSignal.timeout(UPSTREAM_TIMEOUT_MS) })
    if (!response.ok) throw new Error(`${address} answers ${response.status}`)
    await writeFile(destination, new Uint8Array(await response.arrayBuffer()))
  },
  distribution: (_version, pin, destination) =>
    downloadFromDistribution(`pool/main/b/bubblewrap/${pin.file}`, pin.sha256, destination),
}

/** Downloads into the cache; the file gets its name only once its digest is right. Returns what went wrong. */
async function keep(download, version, pin, cache) {
  const work = await mkdtemp(join(tmpdir(), 'sandbox-source-'))
  try {
    const downloaded = join(work, basename(pin.file))
    await download(version, pin, downloaded)
    if (!(await isPinned(downloaded, pin))) return 'the archive has another SHA-256 than the pinned one'
    await mkdir(cache, { recursive: true })
    const staged = join(cache, `.${process.pid}-${pin.file}`)
    await copyFile(downloaded, staged)
    await rename(staged, join(cache, pin.file))
    return undefined
  } catch (error) {
    return error.cause?.message ?? error.message
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function isPinned(path, pin) {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) return false
  return (
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex') === pin.sha256
  )
}
