/** Matches hosts, addresses and ports against the domain rules of a policy. Deny beats allow. Pure. */

import { BlockList, isIP } from 'node:net'
import type { DomainRule } from '@sandbox/policy'
import { embeddedIpv4 } from './special-addresses.js'

/** Asks the rules of one policy. Hosts are in their normal spelling. */
export interface RuleSet {
  /** What the rules say about a host as it was asked for. */
  judge(host: string, port: number): RuleAnswer
  /** The deny rule that covers an address, or an IPv4 address that it carries. */
  denying(address: string, port: number): DomainRule | undefined
  /** True when a rule names this address, or a network around it: that opens private ranges. */
  allowsLiterally(address: string, port: number): boolean
}

/** The rule that decided, if any; `opensPrivate` when some matching rule wants private addresses behind the name. */
export type RuleAnswer =
  | { readonly action: 'deny'; readonly rule: DomainRule }
  | { readonly action: 'allow'; readonly rule: DomainRule; readonly opensPrivate: boolean }
  | { readonly action: 'none' }

const WEB_PORTS = new Set([80, 443])

/**
 * Prepares the rules for many questions: by pattern, so that the number of rules does not matter.
 *
 * @example compileRules(policy.egress.domains).judge('example.com', 443).action
 */
export function compileRules(rules: readonly DomainRule[]): RuleSet {
  const byPattern = new Map<string, DomainRule[]>()
  const networks: { readonly rule: DomainRule; readonly list: BlockList }[] = []
  for (const rule of rules) {
    if (rule.host.includes('/')) networks.push({ rule, list: networkOf(rule.host) })
    else byPattern.set(rule.host, [...(byPattern.get(rule.host) ?? []), rule])
  }
  // A list of IPv6 networks would also answer for IPv4 addresses, as if they were mapped ones.
  const ofNetworks = (address: string) =>
    networks
      .filter(
        ({ rule, list }) =>
          familyOf(rule.host) === familyOf(address) && list.check(address, familyOf(address)),
      )
      .map(({ rule }) => rule)
  const literal = (address: string) => [...(byPattern.get(address) ?? []), ...ofNetworks(address)]
  const matching = (host: string, port: number) => {
    const found = isAddress(host)
      ? [...literal(host), ...(byPattern.get('*') ?? [])]
      : patternsOf(host).flatMap((pattern) => byPattern.get(pattern) ?? [])
    return found.filter((rule) => hasPort(rule, port))
  }
  const denying = (address: string, port: number) =>
    [address, ...embeddedIpv4(address)]
      .flatMap(literal)
      .find((rule) => rule.action === 'deny' && hasPort(rule, port))
  return {
    judge(host, port) {
      const found = matching(host, port)
      const denial =
        found.find((rule) => rule.action === 'deny') ?? (isAddress(host) ? denying(host, port) : undefined)
      if (denial !== undefined) return { action: 'deny', rule: denial }
      const [rule] = found
      if (rule === undefined) return { action: 'none' }
      return { action: 'allow', rule, opensPrivate: found.some((each) => each.private) }
    },
    denying,
    allowsLiterally: (address, port) =>
      literal(address).some((rule) => rule.action === 'allow' && hasPort(rule, port)),
  }
}

/** Every pattern that a name matches: itself, `**.` itself, both wildcards of each parent, and `*`. */
function patternsOf(name: string): readonly string[] {
  const patterns = [name, `**.${name}`]
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    const parent = name.slice(dot + 1)
    patterns.push(`*.${parent}`, `**.${parent}`)
  }
  patterns.push('*')
  return patterns
}

/** Without ports: an allow rule means the web's, unless it is for `*`; a deny rule means every port. */
function hasPort({ ports, action, host }: DomainRule, port: number): boolean {
  if (ports !== undefined) return ports.some(([from, to]) => from <= port && port <= to)
  return action === 'deny' || host === '*' || WEB_PORTS.has(port)
}

/** True for the normal spelling of an IPv4 or IPv6 address. */
export function isAddress(host: string): boolean {
  return isIP(host) !== 0
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4'
}

function networkOf(text: string): BlockList {
  const [address = '', prefix = ''] = text.split('/')
  const list = new BlockList()
  list.addSubnet(address, Number(prefix), familyOf(address))
  return list
}
