/** Combines network, environment and limits into what both sides allow. */

import { MODE_WIDTH } from '../narrower/egress.js'
import { INHERIT_WIDTH, patternsCover } from '../narrower/environment.js'
import { allowCovers } from '../narrower/hosts.js'
import { LIMIT_NAMES } from '../narrower/settings.js'
import type { DomainRule, EgressPolicy, EnvironmentPolicy, Limits } from '../profile.js'

/** The narrower mode; hosts and sockets that both allow; hosts and sockets that either denies. */
export function intersectEgress(a: EgressPolicy, b: EgressPolicy): EgressPolicy {
  const narrower = MODE_WIDTH[a.mode] <= MODE_WIDTH[b.mode] ? a : b
  const proxied = a.mode === 'proxy' && b.mode === 'proxy'
  // There is no way through two different upstream proxies at once.
  const mode = proxied && a.upstreamProxy !== b.upstreamProxy ? 'none' : narrower.mode
  const base = { mode, unixSockets: bothSockets(a, b) }
  const allowLocalBinding = a.allowLocalBinding && b.allowLocalBinding
  if (mode !== 'proxy') {
    return { ...base, domains: [], limited: false, allowLocalBinding, socks5: false }
  }
  if (!proxied) return { ...narrower, ...base, allowLocalBinding }
  return {
    ...base,
    domains: bothDomains(a.domains, b.domains),
    limited: a.limited || b.limited,
    allowLocalBinding,
    socks5: a.socks5 && b.socks5,
    ...(a.upstreamProxy === undefined ? {} : { upstreamProxy: a.upstreamProxy }),
  }
}

function bothDomains(a: readonly DomainRule[], b: readonly DomainRule[]): readonly DomainRule[] {
  const coveredBy = (others: readonly DomainRule[]) => (rule: DomainRule) =>
    others.some((other) => other.action === 'allow' && allowCovers(other, rule))
  const allows = (rules: readonly DomainRule[]) => rules.filter((rule) => rule.action === 'allow')
  const found = [
    ...allows(a).filter(coveredBy(b)),
    ...allows(b).filter(coveredBy(a)),
    ...[...a, ...b].filter((rule) => rule.action === 'deny'),
  ]
  const keyOf = ({ host, ports, action, private: opensPrivate }: DomainRule) =>
    JSON.stringify([host, ports ?? null, action, opensPrivate])
  return [...new Map(found.map((rule) => [keyOf(rule), rule])).values()]
}

function bothSockets(a: EgressPolicy, b: EgressPolicy): EgressPolicy['unixSockets'] {
  const sockets: Record<string, 'allow' | 'deny'> = {}
  for (const path of Object.keys({ ...a.unixSockets, ...b.unixSockets })) {
    const actions = [a.unixSockets[path], b.unixSockets[path]]
    if (actions.includes('deny')) sockets[path] = 'deny'
    else if (actions.every((action) => action === 'allow')) sockets[path] = 'allow'
  }
  return sockets
}

/** Names that both let through. A variable the two set to different values is left out altogether. */
export function intersectEnvironment(a: EnvironmentPolicy, b: EnvironmentPolicy): EnvironmentPolicy {
  const names = Object.keys({ ...a.set, ...b.set })
  const agreed = names.filter((name) => a.set[name] === b.set[name])
  const disputed = names.filter((name) => a.set[name] !== b.set[name])
  const only = bothPatterns(a.only, b.only)
  return {
    inherit: INHERIT_WIDTH[a.inherit] <= INHERIT_WIDTH[b.inherit] ? a.inherit : b.inherit,
    keep: bothPatterns(a.keep, b.keep) ?? [],
    exclude: [...new Set([...a.exclude, ...b.exclude, ...disputed])],
    set: Object.fromEntries(agreed.map((name) => [name, a.set[name] ?? ''])),
    ...(only === undefined ? {} : { only }),
  }
}

/** Patterns of one list that the other covers; undefined means every name. */
function bothPatterns(
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
): readonly string[] | undefined {
  if (a === undefined || b === undefined) return a ?? b
  const covered = [
    ...a.filter((pattern) => patternsCover(b, pattern)),
    ...b.filter((pattern) => patternsCover(a, pattern)),
  ]
  return [...new Set(covered)]
}

/** The lower of every limit. */
export function intersectLimits(a: Limits, b: Limits): Limits {
  const limits: { -readonly [name in keyof Limits]: Limits[name] } = {}
  for (const name of LIMIT_NAMES) {
    const values = [a[name], b[name]].filter((value) => value !== undefined)
    if (values.length > 0) limits[name] = Math.min(...values)
  }
  return limits
}
