/** Finds the program that makes tokens, and makes sure that it is the one that was built. */

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { helperChanged, helperMissing } from '../errors.js'

const PROGRAM = 'sandbox-token.exe'
/** From `dist/launch/` and from `src/launch/` to what the package carries. */
const BESIDE = '../../vendor'

interface Manifest {
  readonly files: readonly { readonly path: string; readonly sha256: string }[]
}

/**
 * The path of the helper for this processor.
 *
 * THREAT: whoever replaces it chooses the sandbox, so it is never looked up in PATH, and its bytes are compared.
 *
 * @throws SandboxError `HELPER_NOT_FOUND`, `HELPER_CHANGED`
 */
export function findHelper(architecture: string = process.arch): string {
  const code = dirname(fileURLToPath(import.meta.url))
  const near = join(code, BESIDE)
  const vendor = existsSync(join(near, 'manifest.json')) ? near : (installedAbove(code) ?? near)
  const name = `win32-${architecture}/${PROGRAM}`
  const path = join(vendor, name)
  if (!existsSync(path)) throw helperMissing(path)
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
  const { files } = JSON.parse(readFileSync(join(vendor, 'manifest.json'), 'utf8')) as Manifest
  if (files.find((file) => file.path === name)?.sha256 !== sha256) throw helperChanged(path)
  return realpathSync.native(path)
}

/** For code that was bundled into another package, as Node looks packages up. */
function installedAbove(directory: string): string | undefined {
  const vendor = join(directory, 'node_modules', '@sandbox', 'windows-token', 'vendor')
  if (existsSync(join(vendor, 'manifest.json'))) return vendor
  const above = dirname(directory)
  return above === directory ? undefined : installedAbove(above)
}
