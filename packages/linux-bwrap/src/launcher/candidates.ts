/** The launchers that may be had on this host, each opened and described, none of them tried yet. */

import { accessSync, constants, realpathSync } from 'node:fs'
import { fileIdentity, openVerified, type ProbeCache } from '@sandbox/linux-landlock-seccomp/stage'
import type { ResolvedPolicy } from '@sandbox/policy'
import { launcherUnusable } from '../errors.js'
import type { Launcher } from '../facts.js'
import { findLauncher } from '../vendor.js'
import { isAtLeast, type LauncherFeatures, parseVersion, readFeatures } from './features.js'
import { findTrusted, reasonAgainst } from './search.js'

/** Options without which a launcher cannot do what our plans ask for. */
const REQUIRED = ['args', 'as-pid-1', 'perms', 'remount-ro', 'die-with-parent', 'cap-drop']

/** Where candidates are looked for, and what is remembered of them. */
export interface CandidateContext {
  readonly policy: ResolvedPolicy
  /** The caller's PATH. */
  readonly searchPath: string
  readonly cache: ProbeCache
}

/** The system's own launcher, with a sentence on each one looked at. */
export function systemLauncher(context: CandidateContext): {
  readonly launcher?: Launcher
  readonly reasons: readonly string[]
} {
  const { found, rejected } = findTrusted('bwrap', context.searchPath, context.policy)
  const reasons = rejected.map(({ path, because }) => `${path} was passed over: ${because}`)
  if (found === undefined) return { reasons: [...reasons, 'no bwrap in PATH'] }
  const described = describe(found, 'system', context.cache)
  return typeof described === 'string'
    ? { reasons: [...reasons, `${found} was passed over: ${described}`] }
    : { launcher: described, reasons: [...reasons, `${found} is bubblewrap ${described.version.join('.')}`] }
}

/**
 * The launcher this package carries.
 *
 * @throws SandboxError `BUNDLED_DIGEST` when it was changed
 */
export function bundledLauncher(cache: ProbeCache): Launcher | undefined {
  const file = findLauncher()
  if (file === undefined) return undefined
  const version = parseVersion(`bubblewrap ${file.version ?? ''}`) ?? [0, 13, 0]
  return {
    origin: 'bundled',
    path: file.path,
    version,
    features: new Set(REQUIRED),
    descriptor: openVerified(file, cache),
    createsThroughLinks: !isAtLeast(version, [0, 12]),
    reasons: [],
  }
}

/** @throws SandboxError `LAUNCHER_UNUSABLE` */
export function launcherAt(path: string, context: CandidateContext): Launcher {
  const canonical = executable(path)
  if (canonical === undefined) throw launcherUnusable(path, 'there is no executable file')
  const against = reasonAgainst(canonical, context.policy)
  if (against !== undefined) throw launcherUnusable(path, against)
  const described = describe(canonical, 'path', context.cache)
  if (typeof described === 'string') throw launcherUnusable(path, described)
  return described
}

function executable(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK)
    return realpathSync.native(path)
  } catch {
    return undefined
  }
}

function describe(path: string, origin: 'system' | 'path', cache: ProbeCache): Launcher | string {
  const features = cache.get<LauncherFeatures | undefined>(`features ${fileIdentity(path)}`, () =>
    readFeatures(path),
  )
  if (features === undefined) return 'it does not say which bubblewrap it is'
  const missing = REQUIRED.filter((option) => !features.options.includes(option))
  if (missing.length > 0) return `it is too old: it has no --${missing.join(', --')}`
  return {
    origin,
    path,
    version: features.version,
    features: new Set(features.options),
    createsThroughLinks: !isAtLeast(features.version, [0, 12]),
    reasons: [],
  }
}
