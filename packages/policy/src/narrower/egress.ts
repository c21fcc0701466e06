/** Compares two network sections. */

import type { EgressMode, EgressPolicy } from '../profile.js'
import { allowCovers, denyCovers } from './hosts.js'
import type { Widening } from './widening.js'

/** How much a mode lets out. */
export const MODE_WIDTH: Readonly<Record<EgressMode, number>> = { none: 0, proxy: 1, full: 2 }

/** What `a` lets out that `b` does not. */
export function egressWidenings(a: EgressPolicy, b: EgressPolicy): readonly Widening[] {
  const found: Widening[] = []
  const add = (subject: string, reason: string) => found.push({ subject, reason })
  if (MODE_WIDTH[a.mode] > MODE_WIDTH[b.mode]) {
    add('network.mode', `The mode is ${a.mode} where ${b.mode} is the limit.`)
  }
  for (const [path, action] of Object.entries(a.unixSockets)) {
    if (action === 'allow' && b.unixSockets[path] !== 'allow') {
      add(`network.unix_sockets.${path}`, 'The socket is allowed here only.')
    }
  }
  for (const [path, action] of Object.entries(b.unixSockets)) {
    if (action === 'deny' && a.unixSockets[path] !== 'deny') {
      add(`network.unix_sockets.${path}`, 'The socket must be denied here too.')
    }
  }
  if (a.allowLocalBinding && !b.allowLocalBinding) {
    add('network.allow_local_binding', 'Listening on local ports is allowed here only.')
  }
  if (a.mode === 'proxy' && b.mode === 'proxy') found.push(...proxyWidenings(a, b))
  return found
}

function proxyWidenings(a: EgressPolicy, b: EgressPolicy): readonly Widening[] {
  const found: Widening[] = []
  const add = (subject: string, reason: string) => found.push({ subject, reason })
  for (const rule of a.domains) {
    if (rule.action !== 'allow') continue
    if (!b.domains.some((each) => each.action === 'allow' && allowCovers(each, rule))) {
      add(`network.domains.${rule.host}`, 'No allow rule of the limit covers this host with these ports.')
    }
  }
  for (const rule of b.domains) {
    if (rule.action !== 'deny') continue
    if (!a.domains.some((each) => each.action === 'deny' && denyCovers(each, rule))) {
      add(`network.domains.${rule.host}`, 'The host is denied by the limit and must be denied here too.')
    }
  }
  if (b.limited && !a.limited) add('network.limited', 'The limit allows reading requests only.')
  if (a.socks5 && !b.socks5) add('network.socks5', 'SOCKS is offered here only.')
  if (a.upstreamProxy !== b.upstreamProxy) {
    add('network.upstream_proxy', 'The traffic would leave another way.')
  }
  return found
}
