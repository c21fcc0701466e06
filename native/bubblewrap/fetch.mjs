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
  const misses = []
  for (const path of localPlaces(version, pin.file)) {
    if (await isPinned(path, pin)) return { path, misses }
  }
  for (const [name, download] of Object.entries(downloads)) {
    try {
      return { path: await keep(download, version, pin), misses }
    } catch (error) {
      misses.push(`${name}: ${error.cause?.message ?? error.message}`)
    }
  }
  return { path: undefined, misses }
}

/** Caches: the checkout's own, then the user's, which many checkouts share. */
const caches = () => [
  join(checkout, '.cache/sources'),
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sandbox/sources'),
]

function localPlaces(version, file) {
  const named = process.env.SANDBOX_BUBBLEWRAP_SOURCE
  const files = (named ? [named, ...caches()] : caches()).flatMap((directory) => [
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

/** Downloads one archive and returns its place in a cache. It gets there only once its digest is right. */
async function keep(download, version, pin) {
  const work = await mkdtemp(join(tmpdir(), 'sandbox-source-'))
  try {
    const downloaded = join(work, basename(pin.file))
    await download(version, pin, downloaded)
    if (!(await isPinned(downloaded, pin)))
      throw new Error('the archive has another SHA-256 than the pinned one')
    const [first, second] = caches()
    return await store(downloaded, first, pin).catch(() => store(downloaded, second, pin))
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function store(downloaded, cache, pin) {
  await mkdir(cache, { recursive: true })
  const staged = join(cache, `.${process.pid}-${pin.file}`)
  await copyFile(downloaded, staged)
  await rename(staged, join(cache, pin.file))
  return join(cache, pin.file)
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
