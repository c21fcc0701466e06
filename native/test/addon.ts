/** The built addons: their manifest's rows, and what their symbol tables say. */

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A row of the manifest. */
export interface AddonRow {
  readonly path: string
  readonly sha256: string
  readonly size: number
  readonly target: string
}

/** Where the addons are installed. */
export const vendor = fileURLToPath(new URL('../../packages/linux-landlock-seccomp/vendor', import.meta.url))

const manifest = join(vendor, 'manifest.json')

const all: readonly AddonRow[] = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).files : []

/** What was built; empty where it could not be. */
export const rows = all.filter(({ path }) => path.endsWith('.node'))

/** The addon for this processor. */
export const own = join(vendor, `linux-${process.arch}/sandbox.node`)

/** Names that FILE takes from whatever has loaded it; a version, if there is one, follows an @. */
export function wantedSymbols(file: string): readonly string[] {
  const text = execFileSync('readelf', ['--dyn-syms', '-W', file], { encoding: 'utf8', stdio: 'pipe' })
  return [...text.matchAll(/ UND (\S+)/g)].flatMap(([, name]) => name ?? [])
}

/** Libraries that FILE names. */
export function namedLibraries(file: string): readonly string[] {
  const text = execFileSync('readelf', ['-dW', file], { encoding: 'utf8', stdio: 'pipe' })
  return [...text.matchAll(/\(NEEDED\).*\[(.*)\]/g)].flatMap(([, name]) => name ?? [])
}
