/** Says when everything one domain rule speaks of is also spoken of by another. */

import type { DomainRule } from '../profile.js'

type Ports = readonly (readonly [number, number])[]

const WEB_PORTS: Ports = [
  [80, 80],
  [443, 443],
]
const ALL_PORTS: Ports = [[0, 65_535]]

function isAddress(host: string): boolean {
  return host.includes(':') || host.includes('/') || /^[\d.]+$/.test(host)
}

/** True when every host of the pattern `inner` is a host of the pattern `outer`. Networks cover only themselves. */
export function hostCovers(outer: string, inner: string): boolean {
  if (outer === inner) return true
  // An address opens private ranges that `*` leaves closed.
  if (isAddress(inner) || isAddress(outer)) return false
  if (outer === '*') return true
  if (inner === '*') return false
  const [innerStars, innerName] = splitStars(inner)
  const [outerStars, outerName] = splitStars(outer)
  if (innerName.endsWith(`.${outerName}`)) return outerStars !== ''
  if (innerName !== outerName) return false
  // The same name: `**.` has all below it and itself, `*.` only what is below.
  return outerStars === '**' && innerStars !== '**'
}

function splitStars(host: string): readonly [stars: string, name: string] {
  const match = /^(\*{1,2})\.(.+)$/.exec(host)
  return match === null ? ['', host] : [match[1] ?? '', match[2] ?? '']
}

/** True when the allow rule `inner` opens nothing that the allow rule `outer` does not. */
export function allowCovers(outer: DomainRule, inner: DomainRule): boolean {
  if (inner.private && !outer.private) return false
  if (!hostCovers(outer.host, inner.host)) return false
  if (outer.host === inner.host && inner.ports === undefined && outer.ports === undefined) return true
  const open = outer.ports ?? (outer.host === '*' ? ALL_PORTS : WEB_PORTS)
  // Addresses without a port count as all ports here: the wider reading of the rule that is judged.
  const asked = inner.ports ?? (inner.host === '*' || isAddress(inner.host) ? ALL_PORTS : WEB_PORTS)
  return asked.every((range) => open.some((each) => contains(each, range)))
}

/** True when the deny rule `outer` refuses everything that the deny rule `inner` refuses. */
export function denyCovers(outer: DomainRule, inner: DomainRule): boolean {
  if (!hostCovers(outer.host, inner.host)) return false
  if (inner.ports === undefined || outer.ports === undefined) return inner.ports === outer.ports
  const refused = outer.ports
  return inner.ports.every((range) => refused.some((each) => contains(each, range)))
}

function contains(outer: readonly [number, number], inner: readonly [number, number]): boolean {
  return outer[0] <= inner[0] && inner[1] <= outer[1]
}
