/** Says which objects on the disk close a root's closed paths: the paths themselves, or what keeps them from being made. Pure. */

import { foldCase } from '@sandbox/policy'
import type { Grant } from '../acl/grant.js'
import { isPlaceholder, type Journal } from '../acl/journal.js'
import type { HostFacts } from '../facts.js'
import type { Root } from './roots.js'

type ClosedPath = Grant['closed'][number]

/** A root as access lists can say it, without the capability. */
export type RootPlan = Omit<Grant, 'sid'>

/** Looks at every name from the root down to each closed path. */
export function planRoot({ path: root, closed }: Root, facts: Pick<HostFacts, 'look'>): RootPlan {
  const found = new Map<string, ClosedPath>()
  const kept = new Map<string, string>()
  for (const path of closed) {
    const steps = stepsBetween(root, path)
    const end = steps.findIndex((step) => facts.look(step).kind !== 'directory')
    const at = end === -1 ? steps.length - 1 : end
    const step = steps[at] ?? path
    found.set(key(step), closedAt(step, facts))
    for (const above of steps.slice(0, at)) kept.set(key(above), above)
  }
  // A placeholder may stand for several paths, and then nothing below it is there to be kept.
  for (const each of found.keys()) kept.delete(each)
  return { root, closed: [...found.values()], kept: [...kept.values()] }
}

/** What is not there is occupied; a file or link on the way, which a command could replace by a directory, is closed. */
function closedAt(step: string, facts: Pick<HostFacts, 'look'>): ClosedPath {
  return facts.look(step).kind === 'missing' ? { path: step, placeholder: true } : { path: step }
}

/** The paths of the names behind the root, down to the path itself. */
function stepsBetween(root: string, path: string): readonly string[] {
  const start = root.endsWith('\\') ? root.length - 1 : root.length
  const names = path.slice(start + 1).split('\\')
  return names.map((_, index) => `${path.slice(0, start)}\\${names.slice(0, index + 1).join('\\')}`)
}

/** The facts with what runs occupy as missing: to a plan it is not there, or two runs would see different files. */
export function withoutPlaceholders(facts: HostFacts, journal: Journal): HostFacts {
  return { ...facts, look: (path) => (isPlaceholder(journal, path) ? { kind: 'missing' } : facts.look(path)) }
}

function key(path: string): string {
  return foldCase(path, 'win32')
}
