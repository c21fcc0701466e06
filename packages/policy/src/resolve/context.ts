/** What resolving needs to know besides the profile, and what it carries from step to step. */

import { type FileView, hostFiles } from '../files.js'
import { normalPath, type Platform } from '../paths.js'
import type { ProfileRule } from '../profile.js'
import type { PathAlias, PolicyWarning } from '../resolved.js'
import { findAliases, withoutAlias } from './aliases.js'
import { type LinkWalker, linkWalker } from './links.js'
import { withLongNames } from './short-names.js'

/** The session a profile is resolved for. Relative paths are relative to `cwd`. */
export interface ResolveContext {
  /** Absolute. */
  readonly cwd: string
  /** The directories the user works in; `[cwd]` when left out. */
  readonly workspaceRoots?: readonly string[] | undefined
  /** Absolute: what `~` and `:home` mean. */
  readonly home: string
  /** `$TMPDIR` (TEMP or TMP on Windows); ignored when left out, empty or relative. */
  readonly tmpdir?: string | undefined
  readonly platform: Platform
  /** The files of this machine when left out. */
  readonly files?: FileView | undefined
  /**
   * Absolute paths of ours that stay read-only inside any writable root, such as the directory of the user's own
   * configuration: a command that could change it could trust itself. No rule may open them.
   */
  readonly protectedPaths?: readonly string[] | undefined
  /** Rules beside the profile's, such as those of `--read`, `--write` and `--deny`. */
  readonly extraRules?: readonly ProfileRule[] | undefined
}

/** A context with every path absolute and normal, and the helpers of one resolution. */
export interface Session {
  readonly cwd: string
  readonly home: string
  readonly tmpdir: string | undefined
  readonly platform: Platform
  readonly files: FileView
  readonly walker: LinkWalker
  readonly aliases: readonly PathAlias[]
  readonly warnings: PolicyWarning[]
  /** Absolute, normal, with the long names of the disk, and without a top-level alias. */
  place(path: string, base?: string): string
}

/** @throws SandboxError `PATH_NOT_ABSOLUTE` when `cwd` or `home` is relative. */
export function openSession(context: ResolveContext): Session {
  const { platform } = context
  const files = context.files ?? hostFiles
  const walker = linkWalker(files, platform)
  const aliases = findAliases(files, walker, platform)
  const place = (path: string, base?: string) =>
    withoutAlias(withLongNames(normalPath(path, platform, base), files, platform), aliases, platform)
  const tmpdir = context.tmpdir
  return {
    cwd: place(context.cwd),
    home: place(context.home),
    tmpdir: tmpdir === undefined || !isUsable(tmpdir, platform) ? undefined : place(tmpdir),
    platform,
    files,
    walker,
    aliases,
    warnings: [],
    place,
  }
}

function isUsable(path: string, platform: Platform): boolean {
  try {
    normalPath(path, platform)
    return true
  } catch {
    return false
  }
}
