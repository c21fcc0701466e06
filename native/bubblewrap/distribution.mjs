/** Downloads a source archive from the package archive that this host's own apt is set up to use. */

import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const APT_DIRECTORY = '/etc/apt'
const APT_HELPER = '/usr/lib/apt/apt-helper'
const MOST_ARCHIVES = 3

/**
 * Fetches one file of the archive's pool. The pool is addressed directly, not through the source index: it
 * needs no index (40 MB), no rights, and it keeps versions that the index does not name any more.
 * @param {string} poolPath path below the archive's root
 * @param {string} sha256 checked by apt as well
 * @param {string} destination file to write
 * @throws {Error} when apt is missing or no archive has the file
 */
export async function downloadFromDistribution(poolPath, sha256, destination) {
  const archives = await archiveAddresses()
  if (archives.length === 0) throw new Error('this host has no apt sources')
  const failures = []
  for (const archive of archives.slice(0, MOST_ARCHIVES)) {
    const address = `${archive.replace(/\/*$/, '/')}${poolPath}`
    const options = ['-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=10']
    try {
      await run(APT_HELPER, [...options, 'download-file', address, destination, `SHA256:${sha256}`])
      return
    } catch (error) {
      failures.push(lastLine(error.stderr || error.message))
    }
  }
  throw new Error(failures.join('; '))
}

/** Base addresses of the host's apt sources with a `main` component, the distribution's own first. */
async function archiveAddresses() {
  const texts = await sourceTexts()
  const found = texts.flatMap(({ name, text }) =>
    name.endsWith('.sources') ? stanzaAddresses(text) : lineAddresses(text),
  )
  const isDistribution = (address) => /\/(debian|ubuntu|ubuntu-ports|raspbian)\/*$/.test(address)
  const unique = [...new Set(found)].filter((address) => /^https?:/.test(address))
  return [...unique.filter(isDistribution), ...unique.filter((address) => !isDistribution(address))]
}

async function sourceTexts() {
  const directory = join(APT_DIRECTORY, 'sources.list.d')
  const names = await readdir(directory).catch(() => [])
  const files = [join(APT_DIRECTORY, 'sources.list'), ...names.map((name) => join(directory, name))]
  const wanted = files.filter((file) => /\.(list|sources)$/.test(file))
  return Promise.all(
    wanted.map(async (name) => ({ name, text: await readFile(name, 'utf8').catch(() => '') })),
  )
}

/** `deb [options] address suite main …` */
function lineAddresses(text) {
  const entry = /^\s*deb(?:-src)?\s+(?:\[[^\]]*\]\s+)?(\S+)\s+\S+\s+(.*)$/gm
  return [...text.matchAll(entry)]
    .filter(([, , components]) => /\bmain\b/.test(components))
    .map(([, address]) => address)
}

/** Paragraphs with the fields `URIs:` and `Components:`. */
function stanzaAddresses(text) {
  return text
    .split(/\n\s*\n/)
    .filter((stanza) => /^Components:.*\bmain\b/m.test(stanza))
    .flatMap((stanza) => (/^URIs:(.*)$/m.exec(stanza)?.[1] ?? '').trim().split(/\s+/))
    .filter((address) => address !== '')
}

const lastLine = (text) => text.trim().split('\n').at(-1) ?? ''
