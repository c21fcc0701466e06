/** Reads which proxy of the user's own the traffic must leave by: from a URL, or from the caller's environment. Pure. */

import { normalHost } from '@sandbox/policy'
import type { Authority } from './authority.js'
import { badUpstream } from './errors.js'
import { isAddress } from './rules.js'

/** A proxy behind ours. Never shown to the command. */
export interface Upstream {
  readonly kind: 'http' | 'https' | 'socks5'
  readonly address: Authority
  /** `socks5:` looks names up here; all others leave it to the proxy. */
  readonly looksUpNames: boolean
  readonly credentials?: { readonly user: string; readonly password: string } | undefined
}

/** The way out for a target; undefined is direct. */
export type UpstreamChoice = (target: Authority, protocol: 'http' | 'tunnel') => Upstream | undefined

/** Variables, as in `process.env`. */
export type Variables = Readonly<Record<string, string | undefined>>

/** The value in the policy that stands for the caller's environment. */
const FROM_ENVIRONMENT = 'environment'

/** @throws SandboxError `EGRESS_UPSTREAM` */
export function chooseUpstream(setting: string | undefined, environment: Variables): UpstreamChoice {
  if (setting === undefined) return () => undefined
  if (setting !== FROM_ENVIRONMENT) {
    const upstream = parseUpstream(setting, 'upstream_proxy')
    return () => upstream
  }
  const read = (...names: readonly string[]) => {
    for (const name of names.flatMap((each) => [each.toLowerCase(), each])) {
      const value = environment[name]?.trim()
      if (value !== undefined && value !== '') return parseUpstream(value, name)
    }
    return undefined
  }
  // A user who named one way out has not allowed another, so the tunnel's falls back to the plain one.
  const http = read('HTTP_PROXY', 'ALL_PROXY')
  const tunnel = read('HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY')
  const isExempt = exemptions(environment.no_proxy ?? environment.NO_PROXY ?? '')
  return (target, protocol) => (isExempt(target) ? undefined : protocol === 'http' ? http : tunnel)
}

/** The user's own proxies often come without a scheme. */
function parseUpstream(text: string, name: string): Upstream {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined
  const kind = url === undefined ? undefined : KINDS[url.protocol]
  const host = url === undefined ? undefined : normalHost(url.hostname)
  if (url === undefined || kind === undefined || host === undefined) throw badUpstream(name)
  const port = url.port === '' ? kind.port : Number(url.port)
  if (port === 0) throw badUpstream(name)
  return {
    kind: kind.kind,
    address: { host, port },
    looksUpNames: kind.looksUpNames,
    ...(url.username === '' ? {} : { credentials: readCredentials(url, name) }),
  }
}

function readCredentials({ username, password }: URL, name: string): { user: string; password: string } {
  try {
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) }
  } catch {
    throw badUpstream(name)
  }
}

interface Kind {
  readonly kind: Upstream['kind']
  readonly port: number
  readonly looksUpNames: boolean
}

const KINDS: Readonly<Record<string, Kind>> = {
  'http:': { kind: 'http', port: 80, looksUpNames: false },
  'https:': { kind: 'https', port: 443, looksUpNames: false },
  'socks:': { kind: 'socks5', port: 1080, looksUpNames: false },
  'socks5:': { kind: 'socks5', port: 1080, looksUpNames: true },
  'socks5h:': { kind: 'socks5', port: 1080, looksUpNames: false },
}

/** NO_PROXY: hosts that the user reaches directly. A name covers what is below it; `*` covers all. */
function exemptions(text: string): (target: Authority) => boolean {
  const entries = text
    .split(/[\s,]+/)
    .map((entry) => /^(?:\*?\.)?(.+?)(?::(\d+))?$/.exec(entry))
    .map((match) => ({ host: match?.[1]?.toLowerCase() ?? '', port: match?.[2] }))
    .filter(({ host }) => host !== '')
  return ({ host, port }) =>
    entries.some((entry) => {
      if (entry.port !== undefined && Number(entry.port) !== port) return false
      if (entry.host === '*' || entry.host === host) return true
      return !isAddress(host) && host.endsWith(`.${entry.host}`)
    })
}
