/** Reads the port part of a host pattern. */

/** An inclusive range of ports. */
export type PortRange = readonly [from: number, to: number]

/** `443`, `8000-8999` or `*`. */
export function parsePorts(
  text: string,
): { readonly ranges: readonly PortRange[] } | { readonly problem: string; readonly hint: string } {
  if (text === '*') return { ranges: [[1, 65535]] }
  const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? []
  const first = Number(from)
  const last = Number(to)
  if (first >= 1 && first <= last && last <= 65535) return { ranges: [[first, last]] }
  return {
    problem: `${JSON.stringify(text)} is no port`,
    hint: 'Write a port from 1 to 65535, a range such as 8000-8999, or *.',
  }
}
