/** The frames of SOCKS5 (RFC 1928), as far as both ends of ours need them. Pure. */

import { isIPv4, isIPv6 } from 'node:net'
import { expandIpv6 } from './ipv6-groups.js'

/** Types of address. */
export const ADDRESS_TYPE = { ipv4: 1, name: 3, ipv6: 4 } as const

/** Answers to a request. */
export const REPLY = {
  granted: 0,
  failed: 1,
  refused: 2,
  networkUnreachable: 3,
  hostUnreachable: 4,
  connectionRefused: 5,
  timedOut: 6,
  commandUnknown: 7,
  addressTypeUnknown: 8,
} as const

/** A reply without a bound address: nobody needs it, and it would tell about the host. */
export function replyFrame(reply: number): Buffer {
  return Buffer.from([5, reply, 0, ADDRESS_TYPE.ipv4, 0, 0, 0, 0, 0, 0])
}

/** Type and bytes of a host in its normal spelling. */
export function addressBytes(host: string): Buffer {
  if (isIPv4(host)) return Buffer.from([ADDRESS_TYPE.ipv4, ...host.split('.').map(Number)])
  if (isIPv6(host)) return Buffer.from([ADDRESS_TYPE.ipv6, ...ipv6Bytes(host)])
  const name = Buffer.from(host, 'latin1')
  return Buffer.concat([Buffer.from([ADDRESS_TYPE.name, name.length]), name])
}

export function portBytes(port: number): Buffer {
  return Buffer.from([port >> 8, port & 255])
}

/** The text of four or sixteen bytes of an address. */
export function addressText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.')
  return Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16)).join(':')
}

function ipv6Bytes(host: string): number[] {
  return expandIpv6(host).flatMap((group) => [group >> 8, group & 255])
}
