/** Looks at the paths of a policy on this host, each once. */

import { lstatSync, readdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path/posix'
import { foldCase } from '@sandbox/policy'
import { namesOf, type PathFact, type PathKind, type PathView } from './facts.js'

/** The files of this host as they are now. */
export function hostPaths(): PathView {
  const known = new Map<string, PathFact>()
  return {
    look(path) {
      const seen = known.get(path)
      if (seen !== undefined) return seen
      const fact = look(path)
      known.set(path, fact)
      return fact
    },
  }
}

function look(path: string): PathFact {
  const kind = kindOf(path)
  const names = namesOf(path)
  if (kind !== 'missing') return { kind, spelling: spellingOf(path, kind), existing: names.length }
  let existing = names.length - 1
  while (existing > 0 && !isWay(kindOf(pathTo(names, existing)))) existing -= 1
  const above = pathTo(names, existing)
  const start = spellingOf(above, kindOf(above))
  return { kind, spelling: join(start, ...names.slice(existing)), existing }
}

function isWay(kind: PathKind): boolean {
  return kind === 'directory' || kind === 'link'
}

function pathTo(names: readonly string[], count: number): string {
  return `/${names.slice(0, count).join('/')}`
}

function kindOf(path: string): PathKind {
  const found = attempt(() => lstatSync(path, { throwIfNoEntry: false }))
  if (found === undefined) return 'missing'
  if (found.isSymbolicLink()) return 'link'
  return found.isDirectory() ? 'directory' : 'file'
}

/** As the disk has it, unless the path leads through links: then the real place has a rule of its own. */
function spellingOf(path: string, kind: PathKind): string {
  if (path === '/') return path
  const isSame = (other: string) => foldCase(other, 'darwin') === foldCase(path, 'darwin')
  if (kind !== 'link') {
    const real = attempt(() => realpathSync.native(path))
    return real !== undefined && isSame(real) ? real : path
  }
  // The real path of a link is where it leads, so its own name is looked up in its directory.
  const directory = spellingOf(dirname(path), 'directory')
  const names = attempt(() => readdirSync(directory)) ?? []
  const name = names.find((each) => isSame(join(directory, each))) ?? basename(path)
  return join(directory, name)
}

function attempt<T>(question: () => T): T | undefined {
  try {
    return question()
  } catch {
    return undefined
  }
}
