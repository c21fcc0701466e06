/** Normalises IP addresses: every spelling of one address becomes the same text. Nothing is matched here. */

/** An address or network in its one normal spelling. */
export interface NormalAddress {
  readonly family: 4 | 6
  /** `10.0.0.1`, or `2001:db8::1` in the form of RFC 5952. An IPv4-mapped IPv6 address is its IPv4 address. */
  readonly text: string
}

/**
 * An IPv4 address in any spelling that system resolvers accept: one to four numbers, each decimal, octal (`0…`)
 * or hexadecimal (`0x…`), the last one filling the rest. Undefined when it is none.
 *
 * @example parseIpv4('0x7f.1') // '127.0.0.1'
 */
export function parseIpv4(text: string): string | undefined {
  const parts = text.split('.')
  if (parts.length > 4) return undefined
  const numbers = parts.map(parseIpv4Number)
  const last = numbers.pop()
  if (last === undefined) return undefined
  let value = last
  if (last >= 256 ** (4 - numbers.length)) return undefined
  for (const [index, number] of numbers.entries()) {
    if (number === undefined || number > 255) return undefined
    value += number * 256 ** (3 - index)
  }
  return formatIpv4(value)
}

function parseIpv4Number(part: string): number | undefined {
  if (/^0[xX][0-9a-fA-F]{0,8}$/.test(part)) return Number.parseInt(part.slice(2) || '0', 16)
  if (/^0[0-7]{1,11}$/.test(part)) return Number.parseInt(part, 8)
  return /^(?:0|[1-9]\d{0,9})$/.test(part) ? Number(part) : undefined
}

function formatIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')
}

/**
 * An IPv6 address without brackets or zone. Undefined when it is none.
 *
 * @example parseIpv6('::FFFF:7f00:1') // { family: 4, text: '127.0.0.1' }
 */
export function parseIpv6(text: string): NormalAddress | undefined {
  const groups = parseIpv6Groups(text)
  if (groups === undefined) return undefined
  const [high = 0, low = 0] = groups.slice(6)
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  return isMapped
    ? { family: 4, text: formatIpv4(high * 65536 + low) }
    : { family: 6, text: formatIpv6(groups) }
}

/** The eight groups of an IPv6 address, or undefined. */
function parseIpv6Groups(text: string): number[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map((half, index) => parseGroups(half, index === halves.length - 1))
  if (head === undefined) return undefined
  if (halves.length === 1) return head.length === 8 ? head : undefined
  if (tail === undefined || head.length + tail.length > 7) return undefined
  return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail]
}

function parseGroups(text: string, mayEndInIpv4: boolean): number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    if (mayEndInIpv4 && index === parts.length - 1 && part.includes('.')) {
      const bytes = part.split('.').map((byte) => (/^(?:0|[1-9]\d{0,2})$/.test(byte) ? Number(byte) : 256))
      const [a = 256, b = 256, c = 256, d = 256] = bytes
      if (bytes.length !== 4 || Math.max(a, b, c, d) > 255) return undefined
      groups.push(a * 256 + b, c * 256 + d)
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined
      groups.push(Number.parseInt(part, 16))
    }
  }
  return groups
}

function formatIpv6(groups: readonly number[]): string {
  // RFC 5952: the first longest run of two or more zero groups becomes `::`.
  let start = -1
  let length = 1
  for (let from = 0; from < 8; from++) {
    let to = from
    while (to < 8 && groups[to] === 0) to++
    if (to - from > length) {
      start = from
      length = to - from
    }
  }
  const hex = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':')
  return start < 0 ? hex(groups) : `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`
}

/** What is wrong with a network, or its normal text. */
export type NetworkResult = { readonly text: string } | { readonly problem: string; readonly hint: string }

/**
 * A network such as `10.0.0.0/8` or `fd00::/8`. IPv4-mapped networks become IPv4 ones.
 *
 * @example parseNetwork('::ffff:10.0.0.0', '104') // { text: '10.0.0.0/8' }
 */
export function parseNetwork(address: string, prefix: string): NetworkResult {
  const ipv6 = address.includes(':') ? parseIpv6Groups(address) : undefined
  const ipv4 = address.includes(':') ? undefined : parseIpv4(address)
  const groups = ipv6 ?? (ipv4 === undefined ? undefined : parseIpv6Groups(`::ffff:${ipv4}`))
  if (groups === undefined) {
    return {
      problem: `${address} is no IP address`,
      hint: 'Only an address can have a prefix length, such as "10.0.0.0/8".',
    }
  }
  const width = ipv4 === undefined ? 128 : 32
  const length = /^\d{1,3}$/.test(prefix) ? Number(prefix) : width + 1
  if (length > width) {
    return { problem: `/${prefix} is no prefix length`, hint: `Write a whole number from 0 to ${width}.` }
  }
  const bits = length + 128 - width
  const network = maskGroups(groups, bits)
  const isMapped = network.slice(0, 5).every((group) => group === 0) && network[5] === 0xffff && bits >= 96
  const text = isMapped
    ? `${formatIpv4((network[6] ?? 0) * 65536 + (network[7] ?? 0))}/${bits - 96}`
    : `${formatIpv6(network)}/${bits}`
  if (network.some((group, index) => group !== groups[index])) {
    return {
      problem: `${address}/${prefix} has bits behind its prefix`,
      hint: `Write ${text}, or the single address without a prefix.`,
    }
  }
  return { text }
}

function maskGroups(groups: readonly number[], bits: number): number[] {
  return groups.map((group, index) => {
    const kept = Math.min(16, Math.max(0, bits - index * 16))
    return group & (0xffff << (16 - kept)) & 0xffff
  })
}
