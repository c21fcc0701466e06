/** Selects the profile of a run from the files of the session. */

import { WORKSPACE } from './builtin-names.js'
import type { InlineProfile } from './document.js'
import type { PolicyFile } from './parse.js'
import { parseInlineProfile } from './parse.js'
import { type MergedLayer, mergeChain, selectLayer } from './profiles.js'
import { type FindWidenings, tightenWithProject } from './project.js'
import type { PolicySources } from './sources.js'

/** What was selected, and the untrusted file that had a say. */
export interface SelectedProfile {
  readonly merged: MergedLayer
  readonly project: string | undefined
}

/**
 * The profile that was asked for, or the default one. A project file that nobody trusts has a say only where nobody
 * chose: in the default, and for a name that no other file has.
 *
 * @throws SandboxError `POLICY_UNKNOWN_PROFILE`, `POLICY_PROJECT_WIDENS`, and what following `extends` can throw
 */
export async function selectProfileOf(
  sources: PolicySources,
  profile: string | InlineProfile | undefined,
  findWidenings: FindWidenings,
): Promise<SelectedProfile> {
  const { files, untrusted } = sources
  if (typeof profile === 'object') {
    return { merged: mergeChain(files, await parseInlineProfile(profile)), project: undefined }
  }
  const isKnown =
    profile === undefined || untrusted?.layers.has(profile) !== true || hasProfile(files, profile)
  if (profile !== undefined && isKnown) {
    return { merged: selectLayer(files, profile, { keyPath: '-P' }), project: undefined }
  }
  const base = selectDefault(sources)
  const name = profile ?? untrusted?.document.default_permissions
  if (untrusted === undefined || name === undefined) return { merged: base, project: undefined }
  const projectBase = { selected: base, linux: sources.linux, files }
  const merged = tightenWithProject(projectBase, untrusted, name, findWidenings)
  return { merged, project: untrusted.file }
}

function hasProfile(files: readonly PolicyFile[], name: string): boolean {
  return name.startsWith(':') || files.some((file) => file.layers.has(name))
}

function selectDefault({ files, defaults }: PolicySources): MergedLayer {
  for (const { file, document } of defaults) {
    const name = document.default_permissions
    if (name !== undefined) return selectLayer(files, name, { file, keyPath: 'default_permissions' })
  }
  return selectLayer(files, WORKSPACE)
}
