/** Decides what the git pointers of the working trees change: what stays read-only, and what must stay readable. */

import type { Access } from '../access.js'
import { literalRules } from '../decide/tree.js'
import { foldCase, isAtOrBelow, joinPath } from '../paths.js'
import type { PathRule } from '../resolved.js'
import type { Session } from './context.js'
import type { Entry } from './expand.js'
import { readGitPointer } from './git-pointer.js'

/** What follows from the pointers. */
export interface GitDirectories {
  /** Read rules for git directories that no rule makes readable. */
  readonly rules: readonly PathRule[]
  /** Git directories that no rule of a person opens for writing. */
  readonly guarded: readonly string[]
}

/** `trees`: the directories whose `.git` counts. `entries`: every literal rule, with links followed. */
export function gitDirectories(
  trees: readonly string[],
  entries: readonly Entry[],
  rules: readonly PathRule[],
  session: Session,
): GitDirectories {
  const { platform } = session
  const pointers = [...new Set(trees)].flatMap((root) => {
    const pointer = readGitPointer(root, session)
    return pointer === undefined ? [] : [{ root, pointer }]
  })
  if (pointers.length === 0) return { rules: [], guarded: [] }
  const tree = literalRules(rules, platform)
  const accessOf = (path: string): Access => tree.find(path)?.access ?? 'deny'
  const added = new Map<string, PathRule>()
  const guarded = new Set<string>()
  for (const { root, pointer } of pointers) {
    if (accessOf(root) === 'deny') continue
    for (const directory of pointer.directories) {
      const access = accessOf(directory)
      const opened = entries.some((entry) => entry.named && isAtOrBelow(directory, entry.path, platform))
      if (access === 'write' && !opened) guarded.add(directory)
      const written = rules.some((rule) => foldCase(rule.path, platform) === foldCase(directory, platform))
      if (access !== 'deny' || written) continue
      if (pointer.verified) {
        const keyPath = `the git pointer ${joinPath(root, '.git', platform)}`
        added.set(foldCase(directory, platform), { path: directory, access: 'read', source: { keyPath } })
      } else {
        session.warnings.push({
          code: 'GIT_POINTER_UNVERIFIED',
          message: `The git directory ${directory} of ${root} does not name that working tree in return, so it is not made readable.`,
          hint: `Write a read rule for ${directory} if git must work inside.`,
        })
      }
    }
  }
  return { rules: [...added.values()], guarded: [...guarded] }
}
