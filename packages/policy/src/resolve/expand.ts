/** Turns the entries of a profile into absolute rules and globs, as they are written, before links are followed. */

import type { Access } from '../access.js'
import { escapeGlob, globProblem, hasGlob, splitGlob } from '../glob.js'
import { globGrants, globInvalid, globWithoutBase, subpathEscapes } from '../path-errors.js'
import { isAtOrBelow, isFilesystemRoot, joinPath, type Platform } from '../paths.js'
import type { ProfileRule, RuleSource } from '../profile.js'
import type { Session } from './context.js'
import { isHomePath, pathsOfKey } from './symbols.js'

/** A literal rule on its way to becoming part of a policy. */
export interface Entry {
  readonly path: string
  readonly access: Access
  readonly source: RuleSource
  /**
   * True when a person named this directory, so that it may open a git directory below it: not for built-ins, and
   * not for a workspace root as such.
   */
  readonly named: boolean
}

/** A deny glob with its base apart, because the base may lead through links. */
export interface GlobEntry {
  readonly base: string
  /** The names from the first wildcard on, with `/` between them. */
  readonly rest: string
  readonly source: RuleSource
}

/** What a list of profile rules says. */
export interface Expanded {
  readonly entries: readonly Entry[]
  readonly globs: readonly GlobEntry[]
  /** True when `:minimal` is asked for and not denied. */
  readonly minimal: boolean
}

/** @throws SandboxError for a rule that has no meaning; never drops one that it does not understand. */
export function expandRules(
  rules: readonly ProfileRule[],
  workspaceRoots: readonly string[],
  session: Session,
): Expanded {
  const entries: Entry[] = []
  const globs: GlobEntry[] = []
  for (const written of rules) {
    const rule = withoutGrantTail(written)
    if (hasGlob(rule.key) || hasGlob(rule.subpath)) {
      if (rule.access !== 'deny') throw globGrants(spellingOf(written), written.source)
      globs.push(...expandGlob(rule, workspaceRoots, session))
      continue
    }
    const named = rule.access === 'write' && isNamed(rule)
    for (const root of pathsOfKey(rule, workspaceRoots, session)) {
      const path = below(root, rule, session)
      entries.push({ path, access: rule.access, source: rule.source, named })
    }
  }
  return { entries, globs, minimal: asksForMinimal(rules) }
}

function isNamed(rule: ProfileRule): boolean {
  if (rule.source.profile?.startsWith(':')) return false
  return !(rule.key === ':workspace_roots' && rule.subpath === '.')
}

function asksForMinimal(rules: readonly ProfileRule[]): boolean {
  const minimal = rules.filter((rule) => rule.key === ':minimal')
  return minimal.length > 0 && minimal.every((rule) => rule.access !== 'deny')
}

/** For read and write, `dir/**` means the directory. */
function withoutGrantTail(rule: ProfileRule): ProfileRule {
  if (rule.access === 'deny') return rule
  const tail = /(^|[\\/])\*\*$/
  if (rule.subpath !== '.') return { ...rule, subpath: rule.subpath.replace(tail, '') || '.' }
  return tail.test(rule.key) ? { ...rule, key: rule.key.replace(tail, '') || '/' } : rule
}

function below(root: string, rule: ProfileRule, session: Session): string {
  if (rule.subpath === '.') return root
  const path = session.place(joinPath(root, rule.subpath, session.platform))
  if (!isAtOrBelow(path, root, session.platform)) throw subpathEscapes(rule.subpath, rule.source)
  return path
}

function expandGlob(
  rule: ProfileRule,
  workspaceRoots: readonly string[],
  session: Session,
): readonly GlobEntry[] {
  const { platform } = session
  const subpath = rule.subpath === '.' ? '' : slashed(rule.subpath, platform)
  const spelling = spellingOf(rule)
  const problem = globProblem(slashed(rule.key, platform)) ?? globProblem(subpath)
  if (problem !== undefined) throw globInvalid(spelling, problem, rule.source)
  if (!hasGlob(rule.key)) {
    return pathsOfKey(rule, workspaceRoots, session).map((root) => globBelow(root, subpath, rule, session))
  }
  const key = splitGlob(slashed(homeGlob(rule.key, session), platform))
  const rest = subpath === '' ? key.rest : `${key.rest}/${subpath}`
  return [globBelow(session.place(nativeBase(key.base, platform)), rest, rule, session)]
}

/** Moves the names before the first wildcard from the glob to the base. */
function globBelow(root: string, glob: string, rule: ProfileRule, session: Session): GlobEntry {
  const { platform } = session
  const cut = splitGlob(`/${glob}`)
  const names = cut.base.slice(1)
  const base = names === '' ? root : session.place(joinPath(root, names, platform))
  if (isFilesystemRoot(base, platform)) throw globWithoutBase(spellingOf(rule), rule.source)
  return { base, rest: cut.rest.replace(/^\//, ''), source: rule.source }
}

function homeGlob(key: string, session: Session): string {
  return isHomePath(key) ? `${escapeGlob(session.home)}${key.slice(1)}` : key
}

function spellingOf(rule: ProfileRule): string {
  return rule.subpath === '.' ? rule.key : `${rule.key}/${rule.subpath}`
}

function slashed(text: string, platform: Platform): string {
  return platform === 'win32' ? text.replaceAll('\\', '/') : text
}

function nativeBase(base: string, platform: Platform): string {
  if (platform !== 'win32') return base
  if (/^[A-Za-z]:$/.test(base)) return `${base}\\`
  return base.startsWith('/') ? `/${base}` : base
}
