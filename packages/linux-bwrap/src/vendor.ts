/** Finds the programs this package carries, and what the manifest says of them. */

import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A program of the package. */
export interface VendorFile {
  readonly path: string
  /** Undefined when the manifest does not list it: acceptable in a checkout only. */
  readonly sha256: string | undefined
  readonly version: string | undefined
}

interface Manifest {
  readonly files: readonly {
    readonly path: string
    readonly sha256: string
    readonly target: string
    readonly program: string
    readonly version: string
  }[]
}

/** The program built for this processor, or undefined when the package does not carry it. */
export function findVendorFile(
  program: 'bwrap' | 'sandbox-inner',
  architecture: string = process.arch,
): VendorFile | undefined {
  const directory = vendorDirectory()
  if (directory === undefined) return undefined
  const target = `linux-${architecture}`
  const path = join(directory, target, program)
  if (!existsSync(path)) return undefined
  const entry = readManifest(directory)?.files.find((one) => one.path === `${target}/${program}`)
  return { path, sha256: entry?.sha256, version: entry?.version }
}

/** True in the source tree of this project, where a program may be newer than the manifest. */
export function isCheckout(): boolean {
  const directory = vendorDirectory()
  return directory !== undefined && existsSync(join(directory, '../../../pnpm-workspace.yaml'))
}

let remembered: string | undefined

/** Beside this file, or, when this file was bundled into another one, wherever the package is installed. */
function vendorDirectory(): string | undefined {
  const here = dirname(fileURLToPath(import.meta.url))
  const beside = join(here, '../vendor')
  remembered ??= existsSync(join(beside, 'manifest.json')) ? beside : installedAbove(here)
  return remembered
}

/** As Node looks packages up. Asking Node itself takes three milliseconds on the first call. */
function installedAbove(directory: string): string | undefined {
  const vendor = join(directory, 'node_modules/@sandbox/linux-bwrap/vendor')
  if (existsSync(join(vendor, 'manifest.json'))) return realpathSync.native(vendor)
  const above = dirname(directory)
  return above === directory ? undefined : installedAbove(above)
}

function readManifest(directory: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as Manifest
  } catch {
    return undefined
  }
}
