/** Lists the protected metadata of every writable directory. */

import { foldCase, isFilesystemRoot, joinPath } from '../paths.js'
import type { PathRule, ProtectedPath } from '../resolved.js'
import type { Session } from './context.js'

/** Protected whatever a profile says: a command must not write the policy of the next one. */
export const ALWAYS_PROTECTED = 'sandbox.toml'

/** The other spelling of the same file. A command that makes one where there is none can only make its next run stricter. */
const PROTECTED_WHEN_PRESENT = 'sandbox.json'

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
    const present = files.kind(joinPath(root, PROTECTED_WHEN_PRESENT, platform)) !== 'missing'
    for (const name of present ? [...names, PROTECTED_WHEN_PRESENT] : names) {
      const path = joinPath(root, name, platform)
      for (const each of new Set([path, walker.walk(path).canonical])) {
        if (!written.has(foldCase(each, platform))) found.push({ path: each, kind: 'name' })
      }
    }
  }
  return found
}
