/** Follows `extends` from one profile to its farthest parent, and merges what was found. */

import { BUILTIN_LAYERS } from './builtin.js'
import { FULL_ACCESS } from './builtin-names.js'
import type { EnvironmentLayer } from './environment-table.js'
import type { ProfileLayer } from './layer.js'
import { mergeNetwork } from './network.js'
import { badParent, extendsCycle, unknownParent } from './profile-errors.js'

/** Finds a profile by name in the files, first file first; undefined when no file has it. */
export type LayerLookup = (name: string) => ProfileLayer | undefined

/**
 * The layers from `start` to its farthest parent.
 *
 * @throws SandboxError `POLICY_UNKNOWN_PARENT`, `POLICY_BAD_PARENT`, `POLICY_EXTENDS_CYCLE`, each showing the chain
 */
export function followExtends(
  start: ProfileLayer,
  find: LayerLookup,
  known: readonly string[],
): readonly ProfileLayer[] {
  const chain = [start]
  const names = new Set([start.name])
  let current = start
  while (current.extends !== undefined) {
    const { name, source } = current.extends
    if (name === FULL_ACCESS) throw badParent(source, name, [...names])
    if (names.has(name)) throw extendsCycle(source, [...names, name])
    const parent = BUILTIN_LAYERS.get(name) ?? find(name)
    if (parent === undefined) throw unknownParent(source, name, [...names], known)
    chain.push(parent)
    names.add(name)
    current = parent
  }
  return chain
}

/** The child's layer over its parent's. Settings replace; maps merge by normalised key; a description stays its own. */
export function mergeLayers(parent: ProfileLayer, child: ProfileLayer): ProfileLayer {
  return {
    name: child.name,
    file: child.file,
    description: child.description,
    extends: child.extends,
    workspaceRoots: new Map([...parent.workspaceRoots, ...child.workspaceRoots]),
    filesystem: {
      rules: new Map([...parent.filesystem.rules, ...child.filesystem.rules]),
      globScanMaxDepth: child.filesystem.globScanMaxDepth ?? parent.filesystem.globScanMaxDepth,
      protectedNames: child.filesystem.protectedNames ?? parent.filesystem.protectedNames,
    },
    network: mergeNetwork(parent.network, child.network),
    environment: mergeEnvironment(parent.environment, child.environment),
    limits: { ...parent.limits, ...child.limits },
  }
}

function mergeEnvironment(parent: EnvironmentLayer, child: EnvironmentLayer): EnvironmentLayer {
  return {
    inherit: child.inherit ?? parent.inherit,
    keep: child.keep ?? parent.keep,
    exclude: child.exclude ?? parent.exclude,
    set: { ...parent.set, ...child.set },
    only: child.only ?? parent.only,
  }
}
