/** Says which absolute paths a key of the filesystem table stands for in one session. */

import { unknownSymbol } from '../path-errors.js'
import { componentsOf, joinPath } from '../paths.js'
import type { Profile, ProfileRule } from '../profile.js'
import type { Session } from './context.js'

/** Runtime roots first, then the profile's; relative ones of a file are relative to the file's directory. */
export function workspaceRootsOf(
  profile: Profile,
  runtime: readonly string[],
  session: Session,
): readonly string[] {
  const roots = runtime.map((root) => session.place(root, session.cwd))
  for (const { path, source } of profile.workspaceRoots) {
    const base = source.file === undefined ? session.cwd : session.place(`${source.file}/..`, session.cwd)
    roots.push(isHomePath(path) ? expandHome(path, session) : session.place(path, base))
  }
  return [...new Set(roots)]
}

/**
 * The paths of a key; none for a symbol that means nothing here, and for `:minimal`, which is the backend's.
 *
 * @throws SandboxError `SYMBOL_UNKNOWN`, `PATH_NOT_ABSOLUTE`
 */
export function pathsOfKey(
  rule: ProfileRule,
  workspaceRoots: readonly string[],
  session: Session,
): readonly string[] {
  const { key } = rule
  if (!key.startsWith(':')) return [isHomePath(key) ? expandHome(key, session) : session.place(key)]
  switch (key) {
    case ':root':
      return filesystemRoots(workspaceRoots, session)
    case ':minimal':
      return []
    case ':workspace_roots':
      return workspaceRoots
    case ':tmpdir':
      return session.tmpdir === undefined ? [] : [session.tmpdir]
    case ':slash_tmp':
      return slashTmp(session)
    case ':home':
      return [session.home]
    default:
      throw unknownSymbol(key, rule.source)
  }
}

/** True for `~` and `~/…`. */
export function isHomePath(path: string): boolean {
  return path === '~' || /^~[\\/]/.test(path)
}

function expandHome(path: string, session: Session): string {
  const below = path.slice(1).replace(/^[\\/]+/, '')
  return below === '' ? session.home : session.place(joinPath(session.home, below, session.platform))
}

function slashTmp(session: Session): readonly string[] {
  if (session.platform === 'win32') return []
  const place = session.place('/tmp')
  return session.files.kind(session.walker.walk(place).canonical) === 'directory' ? [place] : []
}

/** `/`, or on Windows every drive there is and the drives and shares this session uses. */
function filesystemRoots(workspaceRoots: readonly string[], session: Session): readonly string[] {
  if (session.platform !== 'win32') return ['/']
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => `${letter}:\\`)
  const present = letters.filter((drive) => session.files.kind(drive) !== 'missing')
  const used = [session.cwd, session.home, session.tmpdir ?? session.cwd, ...workspaceRoots].map((path) =>
    session.place(`${componentsOf(path, 'win32')[0]}\\`),
  )
  return [...new Set([...present, ...used])]
}
