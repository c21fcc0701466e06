/** The place a path really leads to, also when its last parts do not exist. */

import { realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Every link on the way resolved, as far as the path exists; the rest as written.
 *
 * @example decide(policy, path, { spellings: [canonicalPath(path)] })
 */
export function canonicalPath(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(canonicalPath(parent), basename(path))
  }
}
