/** Files of a Windows machine in memory, for resolving policies and for planning on any host. */

import type { FileView } from '@sandbox/policy'
import type { HostFacts } from '../../src/facts.js'

/** Absolute paths; one that ends with a backslash is a directory. The directories above are there as well. */
export type Names = readonly string[]

/** Both views of the same files. Letter case does not count. */
export function filesOf(names: Names): { readonly files: FileView; readonly look: HostFacts['look'] } {
  const kinds = new Map<string, 'file' | 'directory'>()
  for (const name of names) {
    const path = name.length > 3 ? name.replace(/\\$/, '') : name
    for (let above = parentOf(path); ; above = parentOf(above)) {
      kinds.set(above.toLowerCase(), 'directory')
      if (above.length <= 3) break
    }
    kinds.set(path.toLowerCase(), name.endsWith('\\') ? 'directory' : 'file')
  }
  const kind = (path: string) => kinds.get(path.toLowerCase()) ?? 'missing'
  return {
    files: {
      kind,
      readLink: () => undefined,
      list: () => [],
      realpath: (path) => (kind(path) === 'missing' ? undefined : path),
      readText: () => undefined,
    },
    look: (path) => ({ kind: kind(path) }),
  }
}

function parentOf(path: string): string {
  const cut = path.lastIndexOf('\\')
  return cut <= 2 ? path.slice(0, 3) : path.slice(0, cut)
}
