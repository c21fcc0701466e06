/** The ruleset behind the mounts of a launcher: what they do not stop. Pure. */

import type { ResolvedPolicy } from '@sandbox/policy'
import { gapsOf } from './gaps.js'
import { portsOf } from './ports.js'
import { FILE_RIGHTS, maskOf, SCOPES } from './rights.js'
import type { BeneathRule, LayerOptions, Ruleset } from './ruleset.js'

/** Fresh ones, made by the launcher for this sandbox alone. */
const OWN_TREES: readonly string[] = ['/dev', '/proc']

/**
 * Writing is left open beneath the writable roots, `/dev` and `/proc` only: a read-only mount lets FIFOs and devices be
 * opened for writing. The same rights everywhere, because a file may not be moved to where more is allowed.
 */
export function layerRuleset(policy: ResolvedPolicy, abi: number, options: LayerOptions): Ruleset {
  const missing = gapsOf(policy, abi, 'layer')
  const common = { purpose: 'layer', abi, missing, warnings: [] } as const
  if (abi < 2) {
    return { ...common, handledAccessFs: 0, handledAccessNet: 0, scoped: 0, pathRules: [], portRules: [] }
  }
  // A socket is closed by its mask; connecting to one writes nothing.
  const access = maskOf(FILE_RIGHTS, abi, ({ kind, name }) => kind === 'write' && name !== 'resolve_unix')
  const ports = portsOf(policy, abi, options)
  return {
    ...common,
    handledAccessFs: access,
    handledAccessNet: ports.handled,
    scoped: maskOf(SCOPES, abi),
    pathRules: writablePlaces(policy).map((path): BeneathRule => ({ path, access, mustExist: false })),
    portRules: ports.rules,
  }
}

/** Not a root that is a link, and so skipped: where it leads is a root as well. */
function writablePlaces(policy: ResolvedPolicy): readonly string[] {
  const roots = policy.unrestricted
    ? ['/']
    : policy.writableRoots.filter(({ exists }) => exists).map(({ path }) => path)
  return [...new Set([...roots, ...OWN_TREES])].sort()
}
