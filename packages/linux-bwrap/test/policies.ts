/** Policies for tests, resolved against a file tree in memory. */

import { locate } from '@sandbox/linux-landlock-seccomp/stage'
import { type Access, type ResolvedPolicy, resolve } from '@sandbox/policy'
import { type PolicyOptions, profileOf } from '../../linux-landlock-seccomp/test/support/profile.js'
import type { MemoryPaths } from './memory-paths.js'

export { profileOf }

/** The same, resolved against a file tree. */
export function policyOf(
  rules: Readonly<Record<string, Access>>,
  view: MemoryPaths,
  options: PolicyOptions = {},
): ResolvedPolicy {
  return resolve(profileOf(rules, options), {
    cwd: options.cwd ?? '/w',
    home: '/home/u',
    platform: 'linux',
    files: {
      kind: (path) => {
        const kind = view.kind(path)
        return kind === 'unreachable' ? 'missing' : kind
      },
      realpath: (path) => {
        const located = locate(view, path)
        return located.firstMissing !== undefined || located.endless ? undefined : located.canonical
      },
      readLink: (path) => view.linkText(path),
      readText: () => undefined,
      list: (path) => [...view.names(path)],
    },
  })
}
