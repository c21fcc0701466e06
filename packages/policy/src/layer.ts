/** One profile table, checked and normalised, its parents not yet merged. */

import { dirname, join } from 'node:path'
import type { ProfileTable } from './document.js'
import { compileEnvironment, type EnvironmentLayer } from './environment-table.js'
import { compileFilesystem, type FilesystemLayer } from './filesystem.js'
import { extendKeyPath, type KeySegment } from './keypath.js'
import { compileLimits } from './limits.js'
import { compileNetwork, type NetworkLayer } from './network.js'
import type { Limits, RuleSource } from './profile.js'
import { badValue, conflictingKeys } from './profile-errors.js'
import { checkNotRetired } from './profile-names.js'

/** Where a table stands; `at` names something inside it. */
export interface Place {
  at(segments: readonly KeySegment[]): RuleSource
}

/** An extra workspace root as written. A disabled one only cancels an inherited one. */
export interface WorkspaceRootEntry {
  readonly path: string
  readonly enabled: boolean
  readonly source: RuleSource
}

/** See the module. Undefined parts are inherited. */
export interface ProfileLayer {
  readonly name: string
  readonly file: string | undefined
  readonly description: string | undefined
  readonly extends: { readonly name: string; readonly source: RuleSource } | undefined
  /** By normalised path; relative ones by where they lead from their file's directory. */
  readonly workspaceRoots: ReadonlyMap<string, WorkspaceRootEntry>
  readonly filesystem: FilesystemLayer
  readonly network: NetworkLayer
  readonly environment: EnvironmentLayer
  readonly limits: Limits
}

/**
 * Checks everything about a profile that its schema cannot.
 *
 * @throws SandboxError with the file and key path of the first mistake
 */
export function compileProfile(
  name: string,
  table: ProfileTable,
  where: { readonly file: string | undefined; readonly base: readonly KeySegment[] },
): ProfileLayer {
  const place = (...section: string[]): Place => placeAt(name, where.file, [...where.base, ...section])
  const parent = table.extends
  if (parent !== undefined) checkNotRetired(parent, place().at(['extends']))
  return {
    name,
    file: where.file,
    description: table.description,
    extends: parent === undefined ? undefined : { name: parent, source: place().at(['extends']) },
    workspaceRoots: compileWorkspaceRoots(table.workspace_roots ?? {}, place('workspace_roots')),
    filesystem: compileFilesystem(table.filesystem ?? {}, place('filesystem')),
    network: compileNetwork(table.network ?? {}, place('network')),
    environment: compileEnvironment(table.environment ?? {}, place('environment')),
    limits: compileLimits(table.limits ?? {}, place('limits')),
  }
}

/** A place inside a file (or an inline profile) for everything below `base`. */
export function placeAt(
  profile: string | undefined,
  file: string | undefined,
  base: readonly KeySegment[],
): Place {
  const prefix = extendKeyPath('', base)
  return { at: (segments) => ({ file, keyPath: extendKeyPath(prefix, segments), profile }) }
}

/** A layer that says nothing; options start from it. */
export function emptyLayer(name: string): ProfileLayer {
  return compileProfile(name, {}, { file: undefined, base: [] })
}

function compileWorkspaceRoots(
  table: Readonly<Record<string, boolean>>,
  place: Place,
): ReadonlyMap<string, WorkspaceRootEntry> {
  const roots = new Map<string, WorkspaceRootEntry>()
  for (const [path, enabled] of Object.entries(table)) {
    const source = place.at([path])
    const normal = normalRoot(path, source)
    const identity =
      source.file === undefined || !isRelative(normal) ? normal : join(dirname(source.file), normal)
    const other = roots.get(identity)
    if (other !== undefined && other.enabled !== enabled)
      throw conflictingKeys(source, other.source, 'directory')
    roots.set(identity, { path: normal, enabled, source })
  }
  return roots
}

/** Relative roots may climb (`../shared`): they are relative to the directory of their own file. */
function normalRoot(path: string, source: RuleSource): string {
  if (path === '' || path.startsWith(':')) {
    throw badValue(
      source,
      `${JSON.stringify(path)} is not a directory`,
      'Write a directory, such as "../shared-lib", "~/src" or "/srv/data".',
    )
  }
  const names = path.split('/')
  const kept = names.filter((name, index) => (name !== '' || index === 0) && name !== '.')
  const text = kept.join('/')
  return text === '' ? (path.startsWith('/') ? '/' : '.') : text
}

function isRelative(path: string): boolean {
  return !/^(?:[/~\\]|[A-Za-z]:[\\/])/.test(path)
}
