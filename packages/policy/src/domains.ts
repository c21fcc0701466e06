/** Normalises host patterns of the `domains` table: names, wildcards, addresses, networks, ports. Nothing is matched here. */

import { domainToASCII } from 'node:url'
import { parseIpv4, parseIpv6, parseNetwork } from './addresses.js'
import { type PortRange, parsePorts } from './ports.js'

/** A pattern in its one normal spelling. */
export interface HostPattern {
  /** `*`, `example.com`, `*.example.com`, `**.example.com`, an address without brackets, or a network. */
  readonly host: string
  /** Inclusive; undefined means the default. */
  readonly ports: readonly PortRange[] | undefined
}

/** A pattern, or what is wrong with it and what to write. */
export type HostPatternResult =
  | { readonly pattern: HostPattern }
  | { readonly problem: string; readonly hint: string }

/**
 * Reads one key of a `domains` table.
 *
 * @example parseHostPattern('*.EXAMPLE.com.:443') // { pattern: { host: '*.example.com', ports: [[443, 443]] } }
 */
export function parseHostPattern(text: string): HostPatternResult {
  const problem = forbiddenPart(text)
  if (problem !== undefined) return problem
  const parts = splitPattern(text)
  if (parts === undefined) {
    return {
      problem: 'the brackets do not match',
      hint: 'Write an IPv6 address as "[2001:db8::1]" or "[2001:db8::1]:443".',
    }
  }
  const ports = parts.ports === undefined ? undefined : parsePorts(parts.ports)
  if (ports !== undefined && 'problem' in ports) return ports
  const host = normalPattern(parts.host, parts.isAddress)
  if ('problem' in host) return host
  return { pattern: { host: host.text, ports: ports?.ranges } }
}

/**
 * The one spelling of a host without wildcards, as it is compared with patterns: lower case, no trailing dot,
 * A-labels, addresses normal and without brackets. Undefined when it is no host.
 *
 * @example normalHost('Bücher.example.') // 'xn--bcher-kva.example'
 * @example normalHost('0x7f.1') // '127.0.0.1'
 */
export function normalHost(text: string): string | undefined {
  if (text.startsWith('[')) return text.endsWith(']') ? parseIpv6(text.slice(1, -1))?.text : undefined
  if (text.includes(':')) return parseIpv6(text)?.text
  return normalName(text)
}

function forbiddenPart(text: string): { problem: string; hint: string } | undefined {
  const hint = 'Write the host alone, with an optional port: "example.com" or "example.com:443".'
  if (text === '') return { problem: 'the pattern is empty', hint }
  if (/[\0-\x20\x7f]/.test(text)) return { problem: 'it contains a space or a control character', hint }
  if (text.includes('://')) return { problem: 'it contains a scheme', hint }
  if (text.includes('@')) return { problem: 'it contains a user name', hint }
  if (/[?#%\\]/.test(text)) return { problem: 'it contains one of ? # % \\', hint }
  if (text.includes('/') && !/^[^/]*[\d:\]][^/]*\/\d+(?::[\d*-]+)?$/.test(text)) {
    return { problem: 'it contains a path', hint }
  }
  return undefined
}

interface PatternParts {
  readonly host: string
  readonly ports: string | undefined
  readonly isAddress: boolean
}

function splitPattern(text: string): PatternParts | undefined {
  if (text.startsWith('[')) {
    const [, address = '', prefix = '', ports] = /^\[([^[\]]*)\](\/\d+)?(?::(.*))?$/.exec(text) ?? []
    return address === '' ? undefined : { host: `${address}${prefix}`, ports, isAddress: true }
  }
  if (/[[\]]/.test(text)) return undefined
  const slash = text.indexOf('/')
  const colon = text.indexOf(':', slash + 1)
  // Two colons before any slash: an IPv6 address without brackets, which has no room for a port.
  const isBareIpv6 = slash < 0 ? colon !== text.lastIndexOf(':') : text.slice(0, slash).includes(':')
  if (isBareIpv6 && slash < 0) return { host: text, ports: undefined, isAddress: true }
  return {
    host: colon < 0 ? text : text.slice(0, colon),
    ports: colon < 0 ? undefined : text.slice(colon + 1),
    isAddress: isBareIpv6,
  }
}

function normalPattern(
  host: string,
  isAddress: boolean,
): { text: string } | { problem: string; hint: string } {
  const [address = '', prefix] = host.split('/')
  if (prefix !== undefined) return parseNetwork(address, prefix)
  if (isAddress) {
    const ipv6 = parseIpv6(host)
    return (
      ipv6 ?? {
        problem: `${host} is no IPv6 address`,
        hint: 'Write an address without a zone, such as "[2001:db8::1]".',
      }
    )
  }
  if (host === '*') return { text: host }
  const [, stars = '', name = ''] = /^(\*\*?\.)?(.*)$/s.exec(host) ?? []
  if (name.includes('*')) {
    return {
      problem: 'a wildcard can only stand at the start, before a dot',
      hint: 'Write "*.example.com" (below it), "**.example.com" (it and below) or "*" (everything).',
    }
  }
  const normal = normalName(name)
  if (normal === undefined) {
    return {
      problem: `${JSON.stringify(name)} is no host name`,
      hint: 'Write names of letters, digits, "-" and "_", with single dots between.',
    }
  }
  if (stars !== '' && parseIpv4(normal) !== undefined) {
    return {
      problem: 'an address has nothing below it',
      hint: `Write the address alone, or a network such as "10.0.0.0/8".`,
    }
  }
  return { text: `${stars}${normal}` }
}

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/

function normalName(text: string): string | undefined {
  const withoutDots = text.replace(/\.+$/, '')
  if (withoutDots === '' || /[%/\\]/.test(withoutDots)) return undefined
  const ipv4 = parseIpv4(withoutDots)
  if (ipv4 !== undefined) return ipv4
  const ascii = domainToASCII(withoutDots).replace(/\.+$/, '')
  if (ascii.length > 253 || !ascii.split('.').every((label) => LABEL.test(label))) return undefined
  return parseIpv4(ascii) ?? ascii
}
