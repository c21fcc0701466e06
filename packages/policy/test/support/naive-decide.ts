/** The semantics of the policy language, written a second time from its description and without any cleverness. */

import type { Access } from '../../src/access.js'
import type { ProfileRule } from '../../src/profile.js'
import { naiveGlobMatch } from './naive-glob.js'

/** A policy on Linux without links: rules with absolute keys, and the protected names. */
export interface NaivePolicy {
  readonly rules: readonly ProfileRule[]
  readonly protectedNames: readonly string[]
}

const contains = (above: string, path: string) =>
  above === path || path.startsWith(above === '/' ? '/' : `${above}/`)
const depth = (path: string) => path.split('/').filter((name) => name !== '').length
const strictness: readonly Access[] = ['read', 'write', 'deny']

/** What section 3 of the description says about one normal path. */
export function naiveDecide(policy: NaivePolicy, path: string): Access {
  const written = policy.rules.map((rule) => ({
    access: rule.access,
    path: rule.subpath === '.' ? rule.key : `${rule.key === '/' ? '' : rule.key}/${rule.subpath}`,
  }))
  const ancestors: string[] = []
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('/'))) {
    ancestors.push(at === '' ? '/' : at)
    if (at === '' || at === '/') break
  }
  const globs = written.filter((rule) => /[*?]/.test(rule.path))
  if (globs.some((glob) => ancestors.some((each) => naiveGlobMatch(glob.path, each)))) return 'deny'

  const literals = written.filter((rule) => !/[*?]/.test(rule.path))
  const answer = (asked: string): Access => {
    const covering = literals.filter((rule) => contains(rule.path, asked))
    const deepest = Math.max(...covering.map((rule) => depth(rule.path)))
    const best = covering.filter((rule) => depth(rule.path) === deepest).map((rule) => rule.access)
    return best.sort((a, b) => strictness.indexOf(b) - strictness.indexOf(a))[0] ?? 'deny'
  }
  const access = answer(path)
  if (access !== 'write') return access

  for (const root of literals.map((rule) => rule.path)) {
    if (root === '/' || answer(root) !== 'write') continue
    for (const name of [...policy.protectedNames, 'sandbox.toml']) {
      const guarded = `${root}/${name}`
      if (!contains(guarded, path)) continue
      const opened = literals.some((rule) => contains(guarded, rule.path) && contains(rule.path, path))
      if (!opened) return 'read'
    }
  }
  return 'write'
}
