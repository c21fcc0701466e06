/** Lists the protected metadata of every writable directory. */

import { foldCase, isFilesystemRoot, joinPath } from '../paths.js'
import type { PathRule, ProtectedPath } from '../resolved.js'
import type { Session } from './context.js'

/** Protected whatever a profile says: a command must not write the policy of the next one. */
export const ALWAYS_PROTECTED = 'sandbox.toml'

/** The names a policy protects, sorted: the profile's own and `sandbox.toml`. */
export function protectedNamesOf(names: readonly string[]): readonly string[] {
  return [...new Set([...names, ALWAYS_PROTECTED])].sort()
}

/**
 * The protected paths directly below each writable root, missing ones too, and where they lead when they are links.
 * A path that a write rule names is left out. The root of the file system has none, unless the user works there.
 */
export function protectedMetadata(
  writeRules: readonly PathRule[],
  names: readonly string[],
  workspaceRoots: readonly string[],
  session: Session,
): readonly ProtectedPath[] {
  const { platform, walker, files } = session
  const written = new Set(writeRules.map((rule) => foldCase(rule.path, platform)))
  const found: ProtectedPath[] = []
  for (const { path: root } of writeRules) {
    if (isFilesystemRoot(root, platform) && !workspaceRoots.includes(root)) continue
    const place = walker.walk(root)
    if (place.exists && files.kind(place.canonical) !== 'directory') continue
    for (const name of names) {
      const path = joinPath(root, name, platform)
      for (const each of new Set([path, walker.walk(path).canonical])) {
        if (!written.has(foldCase(each, platform))) found.push({ path: each, kind: 'name' })
      }
    }
  }
  return found
}
