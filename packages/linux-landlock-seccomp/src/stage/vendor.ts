/** Finds the programs a package of ours carries, and what its manifest says of them. */

import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

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

/** What one package carries. */
export interface Vendor {
  /** The program built for this processor, or undefined when the package does not carry it. */
  find(program: string): VendorFile | undefined
  /** The same without what the manifest says. */
  path(program: string): string | undefined
}

/**
 * @param name of the package, without its scope
 * @param code the directory of the module that asks
 * @param beside from there to what the package carries. When the module was bundled into another package's code it is
 * not there, and is looked for wherever the package is installed
 */
export function vendorOf(name: string, code: string, beside: string): Vendor {
  let remembered: string | undefined
  const directory = () => {
    const near = join(code, beside)
    remembered ??= existsSync(join(near, 'manifest.json')) ? near : installedAbove(name, code)
    return remembered
  }
  const target = `linux-${process.arch}`
  const pathOf = (program: string) => {
    const place = directory()
    if (place === undefined) return undefined
    const path = join(place, target, program)
    return existsSync(path) ? path : undefined
  }
  return {
    path: pathOf,
    find(program) {
      const path = pathOf(program)
      if (path === undefined) return undefined
      const manifest = readManifest(dirname(dirname(path)))
      const entry = manifest?.files.find((one) => one.path === `${target}/${program}`)
      return { path, sha256: entry?.sha256, version: entry?.version }
    },
  }
}

/** True for a program in the source tree of this project, where it may be newer than the manifest. */
export function isInCheckout(path: string): boolean {
  return existsSync(join(dirname(path), '../../../../pnpm-workspace.yaml'))
}

/** As Node looks packages up. Asking Node itself takes three milliseconds on the first call. */
function installedAbove(name: string, directory: string): string | undefined {
  const vendor = join(directory, 'node_modules/@sandbox', name, 'vendor')
  if (existsSync(join(vendor, 'manifest.json'))) return realpathSync.native(vendor)
  const above = dirname(directory)
  return above === directory ? undefined : installedAbove(name, above)
}

function readManifest(directory: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as Manifest
  } catch {
    return undefined
  }
}
