/** Puts what was built where its package looks for it, each file replaced at once, the manifest last. */

import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { digestFile } from './stamp.mjs'

/** Where musl's terms are found on the distributions that have musl-gcc. */
const MUSL_TERMS = ['/usr/share/doc/musl/copyright', '/usr/share/licenses/musl/COPYRIGHT']

const PRODUCTS = ['bwrap', 'sandbox-inner', 'sandbox-probe', 'sandbox.node', 'sandbox-token.exe']

function replace(destination, write, mode) {
  mkdirSync(dirname(destination), { recursive: true })
  const staged = `${destination}.${process.pid}`
  write(staged)
  chmodSync(staged, mode)
  renameSync(staged, destination)
}

const replaceText = (destination, text) => replace(destination, (path) => writeFileSync(path, text), 0o644)
const replaceFile = (destination, source, mode) =>
  replace(destination, (path) => copyFileSync(source, path), mode)

/**
 * Rows of the installed manifest that still stand: bwrap from the pinned source, when that cannot be had now.
 * @param {string} vendor
 * @param {{ sha256: string }} pin
 */
export function installedLaunchers(vendor, pin) {
  const manifest = join(vendor, 'manifest.json')
  if (!existsSync(manifest)) return []
  const { files } = JSON.parse(readFileSync(manifest, 'utf8'))
  return files
    .filter(({ program, source }) => program === 'bwrap' && source.sha256 === pin.sha256)
    .filter(({ path, sha256 }) => existsSync(join(vendor, path)) && digestFile(join(vendor, path)) === sha256)
}

/**
 * @param {string} vendor destination directory
 * @param {{ program: string, path: string, target: string, version: string, compiler: string, flags: string,
 *           source: { file: string, sha256: string } }[]} programs
 * @param {object[]} kept rows of programs that are installed already
 * @returns {{ path: string, sha256: string }[]} the manifest's rows
 */
export function installPrograms(vendor, programs, kept) {
  const installed = programs.map(({ program, path: built, target, version, source, compiler, flags }) => {
    const path = `${target}/${program}`
    replaceFile(join(vendor, path), built, program.endsWith('.node') ? 0o644 : 0o755)
    const { size } = statSync(join(vendor, path))
    return {
      path,
      sha256: digestFile(join(vendor, path)),
      size,
      target,
      program,
      version,
      source,
      compiler,
      flags,
    }
  })
  const files = [...installed, ...kept]
  mkdirSync(vendor, { recursive: true })
  removeUnlisted(vendor, files)
  replaceText(join(vendor, 'manifest.json'), `${JSON.stringify({ format: 1, files }, undefined, 2)}\n`)
  return files
}

/** A program that no row vouches for must not be shipped. */
function removeUnlisted(vendor, files) {
  const listed = new Set(files.map(({ path }) => path))
  for (const target of readdirSync(vendor).filter((name) => /^(?:linux|win32)-/.test(name)))
    for (const path of PRODUCTS.map((program) => `${target}/${program}`))
      if (!listed.has(path)) rmSync(join(vendor, path), { force: true })
}

/** The terms of what every static program has inside. */
export function installMuslTerms(vendor) {
  const musl = MUSL_TERMS.find((path) => existsSync(path))
  if (musl !== undefined) replaceFile(join(vendor, 'LICENSES/musl.txt'), musl, 0o644)
}

/**
 * The terms of bubblewrap, and how to get its source.
 * @param {string} vendor
 * @param {{ source: string, version: string, archive: string, sha256: string, address: string }} bubblewrap
 */
export function installSourceTerms(vendor, bubblewrap) {
  // All the same text under the names that readers look for.
  const terms = ['LICENSE', 'COPYING']
    .map((name) => join(bubblewrap.source, name))
    .find((path) => existsSync(path))
  if (terms !== undefined) replaceFile(join(vendor, 'LICENSES/bubblewrap.txt'), terms, 0o644)
  replaceText(join(vendor, 'LICENSES/SOURCE.txt'), sourceNote(bubblewrap))
}

const sourceNote = ({
  version,
  archive,
  sha256,
  address,
}) => `The programs named bwrap are bubblewrap ${version}, unmodified,
built from the archive
  ${archive}
  SHA-256 ${sha256}
that its authors publish at
  ${address}
with a small replacement for libcap. The recipe is in native/ of Sandbox's source; "node build.mjs" there
gives the same bytes. Its terms stand beside this file. The complete source is also available from the
publishers of this package on request, for at least three years after its publication.
`
