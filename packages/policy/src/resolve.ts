/** Turns a profile into a policy with no symbols left: the answer to what it means in one session. */

import { compileGlobs } from './glob.js'
import { ownPathWritable } from './path-errors.js'
import { compareText, isAtOrBelow, sortByPath } from './paths.js'
import { refusePlantedSockets } from './planted-sockets.js'
import type { Profile } from './profile.js'
import { openSession, type ResolveContext, type Session } from './resolve/context.js'
import { expandRules } from './resolve/expand.js'
import { followLinks } from './resolve/follow.js'
import { gitDirectories } from './resolve/git.js'
import { protectedMetadata, protectedNamesOf } from './resolve/protect.js'
import { derivedLists, type RootSources } from './resolve/roots.js'
import { globRules, onePerPath } from './resolve/rules.js'
import { workspaceRootsOf } from './resolve/symbols.js'
import type { PathRule, PolicyWarning, ProtectedPath, ResolvedPolicy, WritableRoot } from './resolved.js'

export type { ResolveContext } from './resolve/context.js'

/**
 * Resolves a profile for one session. Reads the file system of `context.files` and changes nothing. The result
 * depends on the set of rules, not on their order.
 *
 * @throws SandboxError `GLOB_WITHOUT_BASE`, `GLOB_INVALID`, `GLOB_GRANTS`, `SYMBOL_UNKNOWN`, `SUBPATH_ESCAPES`,
 * `PATH_NOT_ABSOLUTE`, `PATH_HAS_NUL`, `OWN_PATH_WRITABLE`, `SOCKET_THROUGH_WRITABLE_LINK`
 * @example
 * const policy = resolve(profile, { cwd: process.cwd(), home: homedir(), platform: 'linux' })
 */
export function resolve(profile: Profile, context: ResolveContext): ResolvedPolicy {
  const session = openSession(context)
  const { platform } = session
  const workspaceRoots = workspaceRootsOf(profile, context.workspaceRoots ?? [context.cwd], session)
  const written = [...profile.rules, ...(context.extraRules ?? [])]
  const expanded = expandRules(written, workspaceRoots, session)
  const entries = followLinks(expanded.entries, expanded.minimal, session)
  const globs = globRules(expanded.globs, session)
  const denying = compileGlobs(
    globs.map((glob) => glob.pattern),
    platform,
  )
  const literal = onePerPath(entries, platform)
  const excludes = (path: string) => denying.denying(path) !== -1
  const writes = literal.filter((rule) => rule.access === 'write' && !excludes(rule.path))
  const trees = [...writes.map((rule) => rule.path), ...workspaceRoots]
  const git = gitDirectories(trees, entries, literal, session)
  const protectedNames = protectedNamesOf(profile.protectedNames)
  const sources: RootSources = {
    platform,
    rules:
      git.rules.length === 0
        ? literal
        : sortByPath([...literal, ...git.rules], (rule) => rule.path, platform),
    excludes,
    exists: (path) => session.walker.walk(path).exists,
    protectedPaths: [
      ...protectedMetadata(
        literal.filter((rule) => rule.access === 'write'),
        protectedNames,
        workspaceRoots,
        session,
      ),
      ...ownPaths(context.protectedPaths ?? [], writes, session),
      ...git.guarded.map((path): ProtectedPath => ({ path, kind: 'gitdir' })),
    ],
  }
  const lists = derivedLists(sources, globs, profile.unrestricted)
  const policy: ResolvedPolicy = {
    profile: profile.name,
    chain: profile.chain,
    platform,
    unrestricted: profile.unrestricted,
    home: session.home,
    workspaceRoots,
    aliases: session.aliases,
    rules: sources.rules,
    globs,
    globScanMaxDepth: profile.globScanMaxDepth,
    protectedNames,
    needsPlatformDefaults: expanded.minimal,
    ...lists,
    egress: profile.egress,
    environment: profile.environment,
    limits: profile.limits,
    linux: profile.linux,
    warnings: warningsOf(session, expanded.entries, lists.writableRoots),
  }
  refusePlantedSockets(policy, (path) => session.walker.walk(path))
  return policy
}

/** A missing root is told once, under the spelling that was written. */
function warningsOf(
  session: Session,
  written: readonly { readonly path: string }[],
  writable: readonly WritableRoot[],
): readonly PolicyWarning[] {
  const spelled = new Set(written.map((entry) => entry.path))
  const missing = writable
    .filter((root) => !root.exists && spelled.has(root.path))
    .map(
      (root): PolicyWarning => ({
        code: 'WRITABLE_ROOT_MISSING',
        message: `The writable directory ${root.path} does not exist, so it is left out.`,
        hint: 'Create it before the command starts if the command needs it.',
      }),
    )
  const unique = new Map([...session.warnings, ...missing].map((each) => [each.message, each]))
  return [...unique.values()].sort((a, b) => compareText(a.code, b.code) || compareText(a.message, b.message))
}

/** Each at its spelling and at its canonical place. No rule opens them: a command could write its own permissions. */
function ownPaths(paths: readonly string[], writes: readonly PathRule[], session: Session): ProtectedPath[] {
  const spellings = paths.map((path) => session.place(path))
  const places = [...new Set(spellings.flatMap((path) => [path, session.walker.walk(path).canonical]))]
  for (const place of places) {
    const opening = writes.find((rule) => isAtOrBelow(rule.path, place, session.platform))
    if (opening !== undefined) throw ownPathWritable(place, opening)
  }
  return places.map((path) => ({ path, kind: 'name' }))
}
