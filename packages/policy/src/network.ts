/** Checks, normalises and merges `network` tables. */

import type { DomainEntry, NetworkTable } from './document.js'
import { parseHostPattern } from './domains.js'
import type { Place } from './layer.js'
import { badDomain, badSocket, badUpstreamProxy } from './network-errors.js'
import type { DomainRule, EgressMode, RuleSource } from './profile.js'
import { badValue, conflictingKeys } from './profile-errors.js'

/** A setting and where it was written. */
export interface Setting<Value> {
  readonly value: Value
  readonly source: RuleSource
}

/** The network part of one profile; undefined parts are inherited. */
export interface NetworkLayer {
  readonly mode: Setting<EgressMode> | undefined
  /** By normalised pattern and ports. */
  readonly domains: ReadonlyMap<string, DomainRule>
  /** By normalised path. */
  readonly unixSockets: ReadonlyMap<string, Setting<'allow' | 'deny'>>
  readonly limited: Setting<boolean> | undefined
  readonly allowLocalBinding: boolean | undefined
  readonly upstreamProxy: Setting<string> | undefined
  readonly socks5: boolean | undefined
}

/** @throws SandboxError `POLICY_BAD_DOMAIN`, `POLICY_BAD_SOCKET`, `POLICY_BAD_VALUE`, `POLICY_CONFLICT` */
export function compileNetwork(table: NetworkTable, place: Place): NetworkLayer {
  const setting = <Value>(value: Value | undefined, key: string): Setting<Value> | undefined =>
    value === undefined ? undefined : { value, source: place.at([key]) }
  const upstreamProxy = setting(table.upstream_proxy, 'upstream_proxy')
  if (upstreamProxy !== undefined) checkUpstreamProxy(upstreamProxy)
  return {
    mode: setting(table.mode, 'mode'),
    domains: compileDomains(table.domains ?? {}, place),
    unixSockets: compileSockets(table.unix_sockets ?? {}, place),
    limited: setting(table.limited, 'limited'),
    allowLocalBinding: table.allow_local_binding,
    upstreamProxy,
    socks5: table.socks5,
  }
}

function compileDomains(
  table: Readonly<Record<string, DomainEntry>>,
  place: Place,
): ReadonlyMap<string, DomainRule> {
  const rules = new Map<string, DomainRule>()
  for (const [key, entry] of Object.entries(table)) {
    const rule = compileDomain(key, entry, place.at(['domains', key]))
    const identity = domainIdentity(rule)
    const other = rules.get(identity)
    if (other !== undefined && (other.action !== rule.action || other.private !== rule.private)) {
      throw conflictingKeys(rule.source, other.source, 'host')
    }
    rules.set(identity, rule)
  }
  return rules
}

/** Normalises one domain rule. @throws SandboxError `POLICY_BAD_DOMAIN`, `POLICY_BAD_VALUE` */
export function compileDomain(key: string, entry: DomainEntry, source: RuleSource): DomainRule {
  const result = parseHostPattern(key)
  if ('problem' in result) throw badDomain(source, result.problem, result.hint)
  const { host, ports } = result.pattern
  const { action, private: isPrivate = false } = typeof entry === 'string' ? { action: entry } : entry
  if (action === 'deny' && host === '*' && ports === undefined) {
    throw badDomain(
      source,
      '"*" cannot be denied',
      'What no rule allows is refused already; write mode = "none" for no network at all.',
    )
  }
  if (action === 'deny' && isPrivate) {
    throw badValue(
      source,
      'private = true has no effect on a deny',
      'Write "deny" alone; it covers private addresses too.',
    )
  }
  return { host, ...(ports === undefined ? {} : { ports }), action, private: isPrivate, source }
}

/** The same text for every spelling of the same host and ports. */
export function domainIdentity(rule: DomainRule): string {
  const ports = rule.ports?.map(([from, to]) => `${from}-${to}`).join(',') ?? 'default'
  return `${rule.host} ${ports}`
}

function compileSockets(
  table: Readonly<Record<string, 'allow' | 'deny'>>,
  place: Place,
): ReadonlyMap<string, Setting<'allow' | 'deny'>> {
  const sockets = new Map<string, Setting<'allow' | 'deny'>>()
  for (const [path, action] of Object.entries(table)) {
    const source = place.at(['unix_sockets', path])
    if (!path.startsWith('/')) throw badSocket(source, `${JSON.stringify(path)} is not an absolute path`)
    const names = path.split('/').filter((name) => name !== '' && name !== '.')
    if (names.includes('..')) throw badSocket(source, `${JSON.stringify(path)} contains ".."`)
    if (names.length === 0 || path.endsWith('/'))
      throw badSocket(source, `${JSON.stringify(path)} is a directory`)
    const normal = `/${names.join('/')}`
    const other = sockets.get(normal)
    if (other !== undefined && other.value !== action) throw conflictingKeys(source, other.source, 'socket')
    sockets.set(normal, { value: action, source })
  }
  return sockets
}

const PROXY_PROTOCOLS = ['http:', 'https:', 'socks5:', 'socks5h:']

function checkUpstreamProxy(setting: Setting<string>): void {
  if (setting.value === 'environment') return
  const url = URL.canParse(setting.value) ? new URL(setting.value) : undefined
  const isBare = url !== undefined && ['', '/'].includes(url.pathname) && url.search === '' && url.hash === ''
  if (!isBare || !PROXY_PROTOCOLS.includes(url.protocol) || url.hostname === '') {
    throw badUpstreamProxy(setting.source)
  }
}

/** The child's table over its parent's: settings replace, maps merge by normalised key. */
export function mergeNetwork(parent: NetworkLayer, child: NetworkLayer): NetworkLayer {
  // A child that closes the network closes what its parents opened; their rules are not its mistake.
  const closes = child.mode?.value === 'none'
  return {
    mode: child.mode ?? parent.mode,
    domains: closes ? child.domains : new Map([...parent.domains, ...child.domains]),
    unixSockets: closes ? child.unixSockets : new Map([...parent.unixSockets, ...child.unixSockets]),
    limited: closes ? child.limited : (child.limited ?? parent.limited),
    allowLocalBinding: child.allowLocalBinding ?? parent.allowLocalBinding,
    upstreamProxy: closes ? child.upstreamProxy : (child.upstreamProxy ?? parent.upstreamProxy),
    socks5: child.socks5 ?? parent.socks5,
  }
}
