/** Reads `host:port` as it stands on the wire, and refuses every spelling that two programs could read differently. Pure. */

import { normalHost } from '@sandbox/policy'

/** A host in its one normal spelling, and a port. */
export interface Authority {
  /** Lower case, no trailing dot; an address without brackets. */
  readonly host: string
  readonly port: number
}

// THREAT: NUL, spaces, `@`, `%`, `\`, `/`, `?`, `#` and bytes above 0x7e end a host for one reader and not for another.
const NAME = /^[A-Za-z0-9_.-]{1,255}$/
const BRACKETED = /^\[[0-9A-Fa-f:.]{2,45}\]$/
const BARE_IPV6 = /^[0-9A-Fa-f:.]{2,45}$/
const PORT = /^[1-9][0-9]{0,4}$/

/**
 * `example.com:443`, `[::1]:80`. Without a port it is `defaultPort`; when that is undefined, the port must be there.
 *
 * @example parseAuthority('EXAMPLE.com.:443') // { host: 'example.com', port: 443 }
 * @example parseAuthority('good.example@evil.example:443') // undefined
 */
export function parseAuthority(text: string, defaultPort?: number): Authority | undefined {
  const [, hostText = '', portText] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(text) ?? []
  const host = parseHost(hostText)
  const port = portText === undefined ? defaultPort : parsePort(portText)
  return host === undefined || port === undefined ? undefined : { host, port }
}

/** A name, an IPv4 address in any spelling, or an IPv6 address in brackets. */
function parseHost(text: string): string | undefined {
  if (!NAME.test(text) && !BRACKETED.test(text)) return undefined
  // An empty label at the start or in the middle is no name; normalHost answers undefined.
  return normalHost(text)
}

/** The destination of a SOCKS request: text of the type "domain", which may also hold an address. */
export function parseSocksName(text: string): string | undefined {
  if (text.includes(':')) return BARE_IPV6.test(text) ? normalHost(text) : undefined
  return NAME.test(text) ? normalHost(text) : undefined
}

function parsePort(text: string): number | undefined {
  const port = PORT.test(text) ? Number(text) : 0
  return port >= 1 && port <= 65535 ? port : undefined
}

/** The way an authority is written in messages and requests: `[::1]:443`. */
export function formatAuthority({ host, port }: Authority): string {
  return `${formatHost(host)}:${port}`
}

/** A host as it stands in a URL: IPv6 addresses in brackets. */
export function formatHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
