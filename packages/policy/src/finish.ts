/** Turns a merged layer into a profile: defaults filled in, lists instead of maps. */

import { DEFAULT_PROTECTED_NAMES, FULL_ACCESS } from './builtin-names.js'
import { finishEgress } from './egress.js'
import type { ProfileLayer } from './layer.js'
import { DEFAULT_LINUX } from './linux-options.js'
import type { LinuxOptions, Profile } from './profile.js'

/** @throws SandboxError `POLICY_NETWORK_IGNORED` when merging left network rules that the mode ignores */
export function finishProfile(
  layer: ProfileLayer,
  chain: readonly string[],
  linux: LinuxOptions = DEFAULT_LINUX,
): Profile {
  const { filesystem, environment } = layer
  return {
    name: layer.name,
    ...(layer.description === undefined ? {} : { description: layer.description }),
    chain,
    unrestricted: chain[0] === FULL_ACCESS,
    workspaceRoots: [...layer.workspaceRoots.values()]
      .filter((root) => root.enabled)
      .map(({ path, source }) => ({ path, source })),
    rules: [...filesystem.rules.values()],
    ...(filesystem.globScanMaxDepth === undefined ? {} : { globScanMaxDepth: filesystem.globScanMaxDepth }),
    protectedNames: filesystem.protectedNames ?? DEFAULT_PROTECTED_NAMES,
    egress: finishEgress(layer.network),
    environment: {
      inherit: environment.inherit ?? 'all',
      keep: environment.keep ?? [],
      exclude: environment.exclude ?? [],
      set: environment.set,
      ...(environment.only === undefined ? {} : { only: environment.only }),
    },
    limits: layer.limits,
    linux,
  }
}
