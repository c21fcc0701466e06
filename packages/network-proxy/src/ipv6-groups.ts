/** Takes an IPv6 address apart. Pure. */

/** The eight groups of an IPv6 address in normal form. */
export function expandIpv6(address: string): readonly number[] {
  const [head = [], tail] = address
    .split('::')
    .map((half) => (half === '' ? [] : half.split(':').map((group) => Number.parseInt(group, 16))))
  return tail === undefined
    ? head
    : [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail]
}
