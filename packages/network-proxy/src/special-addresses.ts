/** Tells public addresses from all others: loopback, private, link-local, metadata, documentation, tunnels to those. Pure. */

import { BlockList } from 'node:net'
import { expandIpv6 } from './ipv6-groups.js'

/** What is wrong with an address, for people; undefined means public. */
export type AddressKind = string | undefined

type Range = readonly [network: string, prefix: number, kind: string]

/** The IPv4 ranges that are not the public internet. */
const IPV4: readonly Range[] = [
  ['0.0.0.0', 8, 'this host'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'shared by carriers'],
  ['127.0.0.0', 8, 'loopback'],
  ['168.63.129.16', 32, 'metadata of a cloud'],
  ['169.254.0.0', 16, 'link-local'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.0.0', 24, 'reserved'],
  ['192.0.2.0', 24, 'documentation'],
  ['192.88.99.0', 24, 'a tunnel relay'],
  ['192.168.0.0', 16, 'private'],
  ['198.18.0.0', 15, 'benchmarking'],
  ['198.51.100.0', 24, 'documentation'],
  ['203.0.113.0', 24, 'documentation'],
  ['224.0.0.0', 4, 'multicast'],
  ['240.0.0.0', 4, 'reserved'],
]

/** The parts of 2000::/3 that are not the public internet; outside of it nothing is public. */
const IPV6: readonly Range[] = [
  ['2001::', 23, 'reserved'],
  ['2001:db8::', 32, 'documentation'],
  ['3fff::', 20, 'documentation'],
]

const IPV6_NAMES: readonly Range[] = [
  ['::1', 128, 'loopback'],
  ['fc00::', 7, 'private'],
  ['fe80::', 10, 'link-local'],
  ['fec0::', 10, 'private'],
  ['ff00::', 8, 'multicast'],
]

const inRange = ([network, prefix, kind]: Range): readonly [BlockList, string] => {
  const list = new BlockList()
  list.addSubnet(network, prefix, network.includes(':') ? 'ipv6' : 'ipv4')
  return [list, kind]
}
const ipv4Ranges = IPV4.map(inRange)
const ipv6Ranges = IPV6.map(inRange)
const ipv6Names = IPV6_NAMES.map(inRange)

/**
 * Why an address is not public. Where an IPv4 address is carried, that one must be public; and the prefix too, unless it
 * is one by which IPv4 is reached.
 *
 * @example addressKind('169.254.169.254') // 'link-local'
 * @example addressKind('2002:7f00:1::') // 'loopback'
 */
export function addressKind(address: string): AddressKind {
  if (!address.includes(':')) return find(ipv4Ranges, address, 'ipv4')
  const groups = expandIpv6(address)
  const byPrefix = carriedByPrefix(groups)
  const carried = [...byPrefix, ...carriedByInterface(groups)].map((each) => find(ipv4Ranges, each, 'ipv4'))
  const special = carried.find((kind) => kind !== undefined)
  if (special !== undefined || byPrefix.length > 0) return special
  // THREAT: anybody may write an ISATAP identifier behind a private prefix, and no packet to it goes by IPv4.
  return prefixKind(address)
}

function prefixKind(address: string): AddressKind {
  const special = find(ipv6Ranges, address, 'ipv6')
  if (special !== undefined) return special
  return /^[23][0-9a-f]{3}:/.test(address) ? undefined : (find(ipv6Names, address, 'ipv6') ?? 'reserved')
}

function find(
  ranges: readonly (readonly [BlockList, string])[],
  address: string,
  family: 'ipv4' | 'ipv6',
): AddressKind {
  return ranges.find(([list]) => list.check(address, family))?.[1]
}

/** The IPv4 addresses that packets to an IPv6 address are sent to or through. A mapped one is IPv4 in normal form. */
export function embeddedIpv4(address: string): readonly string[] {
  if (!address.includes(':')) return []
  const groups = expandIpv6(address)
  return [...carriedByPrefix(groups), ...carriedByInterface(groups)]
}

/** NAT64, 6to4, Teredo (its server and its client). */
function carriedByPrefix(groups: readonly number[]): readonly string[] {
  const [first, second] = groups
  const isZero = (from: number, to: number) => groups.slice(from, to).every((group) => group === 0)
  if (first === 0x64 && second === 0xff9b && isZero(2, 6)) return [dotted(pair(groups, 6))]
  if (first === 0x2002) return [dotted(pair(groups, 1))]
  if (isTeredo(groups)) return [dotted(pair(groups, 2)), dotted(~pair(groups, 6))]
  return []
}

/** ISATAP, behind any prefix. What looks like it in Teredo is a port. */
function carriedByInterface(groups: readonly number[]): readonly string[] {
  const isIsatap = groups[5] === 0x5efe && ((groups[4] ?? 0) & 0xfdff) === 0
  return isIsatap && !isTeredo(groups) ? [dotted(pair(groups, 6))] : []
}

function isTeredo([first, second]: readonly number[]): boolean {
  return first === 0x2001 && second === 0
}

function pair(groups: readonly number[], index: number): number {
  return ((groups[index] ?? 0) << 16) | (groups[index + 1] ?? 0)
}

function dotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')
}
