/** Finds and loads the compiled addon. Without it everything works but what only it can do. */

import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Addon } from './interface.js'

/** The addon, or why there is none. */
export type LoadedAddon =
  | { readonly addon: Addon; readonly path: string }
  | { readonly addon: undefined; readonly reason: string }

/**
 * Load the addon built for this processor.
 * Takes a fraction of a millisecond; whoever needs it more than once keeps the result.
 */
export function loadAddon(path: string | undefined = findAddon()): LoadedAddon {
  if (path === undefined) return { addon: undefined, reason: `none was built for ${platformName()}` }
  const module = { exports: {} }
  try {
    process.dlopen(module, path)
  } catch (error) {
    return { addon: undefined, reason: error instanceof Error ? error.message : String(error) }
  }
  return { addon: module.exports as Addon, path }
}

/** Where the package carries it, or undefined. */
export function findAddon(): string | undefined {
  if (process.platform !== 'linux') return undefined
  const here = dirname(fileURLToPath(import.meta.url))
  const file = `vendor/${platformName()}/sandbox.node`
  const beside = join(here, '../..', file)
  return existsSync(beside) ? beside : installedAbove(here, file)
}

const platformName = () => `${process.platform}-${process.arch}`

/** When this file was bundled into another one. As Node looks packages up; asking Node itself takes milliseconds. */
function installedAbove(directory: string, file: string): string | undefined {
  const path = join(directory, 'node_modules/@sandbox/linux-landlock-seccomp', file)
  if (existsSync(path)) return path
  const above = dirname(directory)
  return above === directory ? undefined : installedAbove(above, file)
}
