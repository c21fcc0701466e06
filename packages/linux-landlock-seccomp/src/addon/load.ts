/** Finds and loads the compiled addon. Without it everything works but what only it can do. */

import { OWN_VENDOR } from '../stage/own-vendor.js'
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
  return process.platform === 'linux' ? OWN_VENDOR.path('sandbox.node') : undefined
}

const platformName = () => `${process.platform}-${process.arch}`
