/** Adds the grants of one profile to another: for `--write DIR` and approved extras. */

import { MODE_WIDTH } from './narrower/egress.js'
import { INHERIT_WIDTH } from './narrower/environment.js'
import { LIMIT_NAMES } from './narrower/settings.js'
import type { EgressPolicy, EnvironmentPolicy, Limits, Profile } from './profile.js'

/**
 * Everything `a` or `b` grants, without what either denies: rules are put together and decided by depth, so a deny
 * of one side holds against a grant of the other at the same path or above it, and deny globs hold against all. Of every
 * setting the wider one is taken; protected names of both stay. Name, description and Linux options are those of `a`.
 *
 * This is not `extends`: nothing of `a` is replaced.
 *
 * @example merge(profile, { ...nothing, rules: [{ key: '/srv/out', subpath: '.', access: 'write', source }] })
 */
export function merge(a: Profile, b: Profile): Profile {
  const depth =
    a.globScanMaxDepth === undefined || b.globScanMaxDepth === undefined
      ? undefined
      : Math.max(a.globScanMaxDepth, b.globScanMaxDepth)
  return {
    ...a,
    chain: [...new Set([...a.chain, ...b.chain])],
    unrestricted: a.unrestricted || b.unrestricted,
    workspaceRoots: [...a.workspaceRoots, ...b.workspaceRoots],
    rules: [...a.rules, ...b.rules],
    globScanMaxDepth: depth,
    protectedNames: [...new Set([...a.protectedNames, ...b.protectedNames])],
    egress: mergeEgress(a.egress, b.egress),
    environment: mergeEnvironment(a.environment, b.environment),
    limits: mergeLimits(a.limits, b.limits),
  }
}

/** Sections of a mode that lets nothing through the proxy say nothing about the proxy. */
function mergeEgress(a: EgressPolicy, b: EgressPolicy): EgressPolicy {
  const wider = MODE_WIDTH[b.mode] > MODE_WIDTH[a.mode] ? b : a
  const unixSockets = { ...a.unixSockets, ...b.unixSockets }
  for (const [path, action] of Object.entries(a.unixSockets)) {
    if (action === 'deny') unixSockets[path] = 'deny'
  }
  const allowLocalBinding = a.allowLocalBinding || b.allowLocalBinding
  if (a.mode !== 'proxy' || b.mode !== 'proxy') return { ...wider, unixSockets, allowLocalBinding }
  const upstreamProxy = b.upstreamProxy ?? a.upstreamProxy
  return {
    mode: 'proxy',
    domains: [...a.domains, ...b.domains],
    unixSockets,
    limited: a.limited && b.limited,
    allowLocalBinding,
    socks5: a.socks5 || b.socks5,
    ...(upstreamProxy === undefined ? {} : { upstreamProxy }),
  }
}

function mergeEnvironment(a: EnvironmentPolicy, b: EnvironmentPolicy): EnvironmentPolicy {
  const only = a.only === undefined || b.only === undefined ? undefined : [...new Set([...a.only, ...b.only])]
  return {
    inherit: INHERIT_WIDTH[b.inherit] > INHERIT_WIDTH[a.inherit] ? b.inherit : a.inherit,
    keep: [...new Set([...a.keep, ...b.keep])],
    exclude: [...new Set([...a.exclude, ...b.exclude])],
    set: { ...a.set, ...b.set },
    ...(only === undefined ? {} : { only }),
  }
}

/** The higher of two limits; none when one side has none. */
function mergeLimits(a: Limits, b: Limits): Limits {
  const limits: { -readonly [name in keyof Limits]: Limits[name] } = {}
  for (const name of LIMIT_NAMES) {
    const [mine, other] = [a[name], b[name]]
    if (mine !== undefined && other !== undefined) limits[name] = Math.max(mine, other)
  }
  return limits
}
