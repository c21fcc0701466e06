/** Selects a profile by name and merges it with its parents. */

import { BUILTIN_LAYERS, BUILTIN_PROFILES } from './builtin.js'
import { followExtends, mergeLayers } from './extends.js'
import { finishProfile } from './finish.js'
import type { ProfileLayer } from './layer.js'
import { DEFAULT_LINUX } from './linux-options.js'
import type { PolicyFile } from './parse.js'
import type { LinuxOptions, Profile, RuleSource } from './profile.js'
import { unknownProfile } from './profile-errors.js'
import { checkNotRetired } from './profile-names.js'

/**
 * The profile called `name`, merged with its parents. A name in an earlier file hides the same name in a later one;
 * nothing hides a built-in.
 *
 * @throws SandboxError `POLICY_UNKNOWN_PROFILE`, `POLICY_RETIRED_NAME`, and what following `extends` can throw
 * @example selectProfile([file], 'dev').rules
 */
export function selectProfile(files: readonly PolicyFile[], name: string, source?: RuleSource): Profile {
  const merged = selectLayer(files, name, source)
  return finishProfile(merged.layer, merged.chain, linuxOf(files))
}

/** A layer with its parents merged in, and the names of the chain, itself first. */
export interface MergedLayer {
  readonly layer: ProfileLayer
  readonly chain: readonly string[]
}

/** As {@link selectProfile}, before defaults are filled in: more layers can still be put on top. */
export function selectLayer(files: readonly PolicyFile[], name: string, source?: RuleSource): MergedLayer {
  checkNotRetired(name, source ?? { keyPath: '-P' })
  const layer = BUILTIN_LAYERS.get(name) ?? findLayer(files, name)
  if (layer === undefined) {
    const paths = files.map((file) => file.file)
    throw unknownProfile(name, knownNames(files), paths, source)
  }
  return mergeChain(files, layer)
}

/** Merges a layer that need not be in a file, such as an inline profile, with its parents. */
export function mergeChain(files: readonly PolicyFile[], start: ProfileLayer): MergedLayer {
  const chain = followExtends(start, (name) => findLayer(files, name), knownNames(files))
  return {
    layer: chain.reduceRight((parent, child) => mergeLayers(parent, child)),
    chain: chain.map((layer) => layer.name),
  }
}

/** The `[linux]` table of the first file that has one. */
export function linuxOf(files: readonly PolicyFile[]): LinuxOptions {
  return files.find((file) => file.linux !== undefined)?.linux ?? DEFAULT_LINUX
}

function findLayer(files: readonly PolicyFile[], name: string): ProfileLayer | undefined {
  return files.find((file) => file.layers.has(name))?.layers.get(name)
}

/** Every name that can be selected: those of the files, in order, then the built-ins. */
export function knownNames(files: readonly PolicyFile[]): readonly string[] {
  return [...new Set([...files.flatMap((file) => [...file.layers.keys()]), ...BUILTIN_PROFILES.keys()])]
}
