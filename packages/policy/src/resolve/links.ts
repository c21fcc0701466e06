/** Follows the links of a path one by one, so that each of them can be judged. */

import type { FileView } from '../files.js'
import { isAbsolutePath, joinPath, normalPath, type Platform, parentOf } from '../paths.js'

/** Where a path really leads. */
export interface Walked {
  /** The path without links; names below something missing are kept as they are. */
  readonly canonical: string
  /** Every link that was followed, each at its own canonical place. */
  readonly links: readonly string[]
  /** False when nothing stands at the canonical path. */
  readonly exists: boolean
}

/** Walks paths and remembers every directory it has seen. */
export interface LinkWalker {
  walk(path: string): Walked
}

/** As many as Linux follows. */
const MAX_LINKS = 40

/** A walker over one view of the files. Paths are absolute and normal. */
export function linkWalker(files: FileView, platform: Platform): LinkWalker {
  const known = new Map<string, Walked>()

  function walk(path: string, budget: number): Walked {
    const seen = known.get(path)
    if (seen !== undefined) return seen
    const parent = parentOf(path, platform)
    const found: Walked =
      parent === path
        ? { canonical: path, links: [], exists: files.kind(path) !== 'missing' }
        : enter(walk(parent, budget), path.slice(parent.length).replace(/^[\\/]/, ''), budget)
    known.set(path, found)
    return found
  }

  function enter(directory: Walked, name: string, budget: number): Walked {
    const place = joinPath(directory.canonical, name, platform)
    if (!directory.exists) return { ...directory, canonical: place }
    const kind = files.kind(place)
    if (kind === 'missing') return { canonical: place, links: directory.links, exists: false }
    if (kind !== 'link') return { canonical: place, links: directory.links, exists: true }
    const links = [...directory.links, place]
    const target = files.readLink(place)
    // A link that cannot be read or that goes in circles leads nowhere: it stands for itself.
    if (target === undefined || target === '' || budget === 0) {
      return { canonical: place, links, exists: false }
    }
    const end = follow(target, directory, budget - 1)
    return { ...end, links: [...new Set([...links, ...end.links])] }
  }

  // A target is followed name by name, because `..` after a link leaves the directory the link leads to.
  function follow(target: string, from: Walked, budget: number): Walked {
    if (isAbsolutePath(target, platform) && !target.split(/[\\/]/).includes('..')) {
      return walk(normalPath(target, platform), budget)
    }
    const absolute = isAbsolutePath(target, platform)
    const root = absolute ? rootOf(target) : undefined
    let at: Walked = root === undefined ? from : walk(root, budget)
    for (const name of target.slice(root?.length ?? 0).split(platform === 'win32' ? /[\\/]/ : '/')) {
      if (name === '' || name === '.') continue
      at = name === '..' ? { ...at, canonical: parentOf(at.canonical, platform) } : enter(at, name, budget)
    }
    return at
  }

  function rootOf(path: string): string {
    let root = normalPath(path, platform)
    while (parentOf(root, platform) !== root) root = parentOf(root, platform)
    return root
  }

  return { walk: (path) => walk(path, MAX_LINKS) }
}
