/** What a refusal is: why, by which rule, and the line of configuration that would have allowed it. Pure. */

import type { DomainRule } from '@sandbox/policy'
import { type Authority, formatAuthority, formatHost } from './authority.js'
import { isAddress } from './rules.js'

/** How a connection came in. */
export type EgressProtocol = 'http' | 'connect' | 'socks5'

/** Why something was refused; stable, and open because reasons are added. */
export type RefusalReason =
  /** No allow rule covers it. */
  | 'not_listed'
  /** A deny rule covers it. */
  | 'denied'
  /** It is, or leads to, an address that is not public. */
  | 'private_address'
  /** The TLS session in the tunnel names another server. */
  | 'sni_mismatch'
  /** The tunnel begins like TLS, but not with a ClientHello that can be read. */
  | 'tls_malformed'
  /** `limited` allows GET, HEAD and OPTIONS only. */
  | 'method_not_allowed'
  /** `limited` cannot see into a tunnel. */
  | 'inspection_required'
  /** The `decide` hook said no. */
  | 'declined'
  /** It leads back to the proxy. */
  | 'loop'
  /** `socks5 = false`. */
  | 'socks5_disabled'
  /** The request can be read in more than one way, or in none. */
  | 'malformed'
  | (string & {})

/** One refusal. */
export interface Refusal {
  readonly reason: RefusalReason
  /** One sentence for people. */
  readonly message: string
  /** The deny rule that decided, and where it was written. */
  readonly rule?: string | undefined
  /** The line of configuration that would allow it, or that must go. */
  readonly line?: string | undefined
}

/** Ends a connection attempt with a refusal. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

/** No rule allows the host on this port. */
export function notListed(target: Authority): Refusal {
  return {
    reason: 'not_listed',
    message: `no rule allows ${formatAuthority(target)}`,
    line: allowLine(target, '"allow"'),
  }
}

/** A deny rule covers the host, or an address it leads to. */
export function deniedBy(target: Authority, rule: DomainRule): Refusal {
  const { file, keyPath } = rule.source
  return {
    reason: 'denied',
    message: `a rule denies ${formatAuthority(target)}; allowing it means to remove that rule`,
    rule: `${JSON.stringify(patternOf(rule))} = "deny" (${file === undefined ? keyPath : `${file}: ${keyPath}`})`,
  }
}

/** The host is, or leads to, an address that is not public. */
export function privateAddress(target: Authority, address: string, kind: string): Refusal {
  const leads = target.host === address ? 'is' : `leads to ${address}, which is`
  const line = isAddress(target.host)
    ? allowLine(target, '"allow"')
    : allowLine(target, '{ action = "allow", private = true }')
  return {
    reason: 'private_address',
    message: `${target.host} ${leads} no public address (${kind})`,
    line,
  }
}

/** The TLS session in the tunnel asks for another server than the tunnel was opened for. */
export function sniMismatch(target: Authority, name: string): Refusal {
  return {
    reason: 'sni_mismatch',
    message: `the TLS session in the tunnel to ${formatAuthority(target)} asks for ${name}`,
  }
}

/** The tunnel begins like TLS and cannot be read. */
export function tlsMalformed(target: Authority): Refusal {
  return {
    reason: 'tls_malformed',
    message: `the TLS session in the tunnel to ${formatAuthority(target)} does not begin with a readable ClientHello`,
  }
}

/** The method changes something. */
export function methodNotAllowed(target: Authority, method: string): Refusal {
  return {
    reason: 'method_not_allowed',
    message: `limited network access: ${method} to ${target.host} is none of GET, HEAD and OPTIONS`,
    line: 'network.limited = false',
  }
}

/** What goes through a tunnel cannot be limited to reading requests. */
export function inspectionRequired(target: Authority): Refusal {
  return {
    reason: 'inspection_required',
    message: `limited network access: a tunnel to ${formatAuthority(target)} could carry any request`,
    line: 'network.limited = false',
  }
}

/** Whoever was asked said no. */
export function declined(target: Authority, why: string | undefined): Refusal {
  return {
    reason: 'declined',
    message: `${formatAuthority(target)} was not approved${why === undefined ? '' : `: ${why}`}`,
    line: allowLine(target, '"allow"'),
  }
}

/** The target is the proxy. */
export function leadsToItself(target: Authority): Refusal {
  return { reason: 'loop', message: `${formatAuthority(target)} is the proxy itself` }
}

/** SOCKS is switched off. */
export function socks5Disabled(): Refusal {
  return {
    reason: 'socks5_disabled',
    message: 'SOCKS is switched off in this sandbox',
    line: 'network.socks5 = true',
  }
}

/** The request cannot be trusted to mean one thing. */
export function malformed(problem: string): Refusal {
  return { reason: 'malformed', message: problem }
}

function allowLine({ host, port }: Authority, value: string): string {
  const isWeb = port === 80 || port === 443
  return `network.domains."${formatHost(host)}${isWeb ? '' : `:${port}`}" = ${value}`
}

function patternOf({ host, ports }: DomainRule): string {
  if (ports === undefined) return host
  return ports
    .map(
      ([from, to]) =>
        `${host.includes('/') ? host : formatHost(host)}:${from === to ? from : `${from}-${to}`}`,
    )
    .join(' ')
}
