/** Reads a `.git` file (`gitdir: …`) and finds out which git directory it names, and whether that claim is true. */

import { isAtOrBelow, joinPath, normalPath, parentOf } from '../paths.js'
import type { Session } from './context.js'

/** Where a working tree keeps its repository. */
export interface GitPointer {
  /** The git directory, and the repository's common directory when it is another; canonical. */
  readonly directories: readonly string[]
  /** True when the git directory names this working tree in return. */
  readonly verified: boolean
}

/**
 * The git directory of the working tree at `root`; undefined when `.git` is not a file or says nothing usable (a
 * warning tells which).
 */
export function readGitPointer(root: string, session: Session): GitPointer | undefined {
  const { files, walker, platform } = session
  const pointer = joinPath(root, '.git', platform)
  const real = walker.walk(pointer)
  if (!real.exists || files.kind(real.canonical) !== 'file') return undefined
  const text = files.readText(real.canonical)
  if (text === undefined) {
    warn(session, 'GIT_POINTER_UNREADABLE', `The git pointer ${pointer} cannot be read.`)
    return undefined
  }
  const named = text.startsWith('gitdir:') ? firstLine(text.slice('gitdir:'.length)) : undefined
  const place =
    named === undefined ? undefined : resolvePath(named, parentOf(real.canonical, platform), session)
  if (place === undefined) {
    warn(session, 'GIT_POINTER_MALFORMED', `The file ${pointer} is not a git pointer (gitdir: …).`)
    return undefined
  }
  const found = walker.walk(place)
  if (!found.exists || files.kind(found.canonical) !== 'directory') {
    warn(
      session,
      'GIT_POINTER_TARGET_MISSING',
      `The git pointer ${pointer} names ${place}, which is not a directory.`,
    )
    return { directories: [found.canonical], verified: false }
  }
  const common = commonDirectory(found.canonical, session)
  return {
    directories: common === undefined ? [found.canonical] : [found.canonical, common],
    verified: pointsBack(found.canonical, real.canonical, session),
  }
}

/**
 * THREAT: whoever wrote the working tree's `.git` file chose its words; an unpacked archive could name `~/.ssh`.
 * A linked worktree's git directory names the `.git` file in its own file `gitdir`, a submodule's names the working
 * tree in `core.worktree`; a directory that does neither is not made readable on the pointer's word.
 */
function pointsBack(directory: string, pointer: string, session: Session): boolean {
  const { files, platform } = session
  const back = firstLine(files.readText(joinPath(directory, 'gitdir', platform)))
  if (back !== undefined) return leadsTo(back, directory, pointer, session)
  const tree = worktreeOf(files.readText(joinPath(directory, 'config', platform)) ?? '')
  return tree !== undefined && leadsTo(tree, directory, parentOf(pointer, platform), session)
}

/** The value of `core.worktree`, the only key of that name git writes. */
function worktreeOf(config: string): string | undefined {
  for (const line of config.split('\n')) {
    const equals = line.indexOf('=')
    if (equals === -1 || line.slice(0, equals).trim() !== 'worktree') continue
    return firstLine(line.slice(equals + 1).replaceAll('"', ''))
  }
  return undefined
}

function leadsTo(text: string, base: string, expected: string, session: Session): boolean {
  const place = resolvePath(text, base, session)
  return place !== undefined && session.walker.walk(place).canonical === expected
}

/** The repository that a linked worktree belongs to; it must hold the worktree's own directory. */
function commonDirectory(directory: string, session: Session): string | undefined {
  const text = firstLine(session.files.readText(joinPath(directory, 'commondir', session.platform)))
  const place = text === undefined ? undefined : resolvePath(text, directory, session)
  if (place === undefined) return undefined
  const { canonical } = session.walker.walk(place)
  const worktrees = joinPath(canonical, 'worktrees', session.platform)
  return isAtOrBelow(directory, worktrees, session.platform) ? canonical : undefined
}

/** The only line of a text; undefined when it is empty or has more. */
function firstLine(text: string | undefined): string | undefined {
  const line = text?.trim()
  return line === undefined || line === '' || /[\n\r\0]/.test(line) ? undefined : line
}

function resolvePath(text: string, base: string, session: Session): string | undefined {
  try {
    return normalPath(text, session.platform, base)
  } catch {
    return undefined
  }
}

function warn(session: Session, code: string, message: string): void {
  session.warnings.push({
    code,
    message,
    hint: 'The file itself stays protected; repair the pointer if git does not work inside.',
  })
}
