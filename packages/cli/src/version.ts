/** The version of this package. */

import { createRequire } from 'node:module'

/** As in `package.json`. */
export function version(): string {
  const manifest: unknown = createRequire(import.meta.url)('@sandbox/cli/package.json')
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest
  return isManifest ? String(manifest.version) : 'unknown'
}
