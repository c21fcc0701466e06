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
 * The path of the helper for this processor. On arm64 the one for x64 will do, which Windows emulates.
 *
 * THREAT: whoever replaces it chooses the sandbox, so it is never looked up in PATH, and its bytes are compared.
 *
 * @param vendor where the package carries its programs
 * @throws SandboxError `HELPER_NOT_FOUND`, `HELPER_CHANGED`
 */
export function findHelper(architecture: string = process.arch, vendor: string = vendorDirectory()): string {
  const targets = architecture === 'arm64' ? ['win32-arm64', 'win32-x64'] : [`win32-${architecture}`]
  const names = targets.map((target) => `${target}/${PROGRAM}`)
  const name = names.find((each) => existsSync(join(vendor, each)))
  if (name === undefined) throw helperMissing(join(vendor, names[0] ?? ''))
  const path = join(vendor, name)
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
  const { files } = JSON.parse(readFileSync(join(vendor, 'manifest.json'), 'utf8')) as Manifest
  if (files.find((file) => file.path === name)?.sha256 !== sha256) throw helperChanged(path)
  return realpathSync.native(path)
}

function vendorDirectory(): string {
  const code = dirname(fileURLToPath(import.meta.url))
  const near = join(code, BESIDE)
  return existsSync(join(near, 'manifest.json')) ? near : (installedAbove(code) ?? near)
}

/** For code that was bundled into another package, as Node looks packages up. */
function installedAbove(directory: string): string | undefined {
  const vendor = join(directory, 'node_modules', '@sandbox', 'windows-token', 'vendor')
  if (existsSync(join(vendor, 'manifest.json'))) return vendor
  const above = dirname(directory)
  return above === directory ? undefined : installedAbove(above)
}
