/** A file tree in memory, for planning without a host. */

import { basename, dirname, join } from 'node:path'
import type { PathKind, PathView } from '@sandbox/linux-landlock-seccomp/stage'

/** A view that can also list, for the policy's own questions. */
export interface MemoryPaths extends PathView {
  names(directory: string): Iterable<string>
}

/** Directories end in `/`, links are written `from -> to`, everything else is a file. Parents are made. */
export function memoryPaths(entries: readonly string[]): MemoryPaths {
  const kinds = new Map<string, PathKind>([['/', 'directory']])
  const links = new Map<string, string>()
  const add = (path: string, kind: PathKind) => {
    for (let at = dirname(path); at !== '/'; at = dirname(at)) if (!kinds.has(at)) kinds.set(at, 'directory')
    kinds.set(path, kind)
  }
  for (const entry of entries) {
    const [path = '', target] = entry.split(' -> ')
    if (target !== undefined) {
      links.set(path, target)
      add(path, 'link')
    } else if (path.endsWith('/')) add(join(path, '.').replace(/\/$/, ''), 'directory')
    else add(path, 'file')
  }
  return {
    kind: (path) => kinds.get(path) ?? 'missing',
    identity: (path) => (kinds.has(path) ? { device: '1', inode: String(path.length) } : undefined),
    isOwn: () => true,
    isForeignEmpty: () => false,
    linkText: (path) => links.get(path),
    names: (directory) =>
      [...kinds.keys()]
        .filter((path) => path !== '/' && dirname(path) === directory)
        .map((path) => basename(path)),
    canCreateIn: (directory) => kinds.get(directory) === 'directory',
  }
}
