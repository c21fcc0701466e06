/** Reads the target of a forward request. Only absolute-form with the scheme http is taken. Pure. */

import { type Authority, parseAuthority } from './authority.js'

/** Where a request goes, and what to ask for there. */
export interface RequestTarget {
  readonly authority: Authority
  /** Path and query, always beginning with `/`. */
  readonly path: string
}

/** A target, or the sentence that tells what is wrong with it. */
export type RequestTargetResult = RequestTarget | { readonly problem: string }

const HTTP_PORT = 80

/** @example parseRequestTarget('http://example.com/a?b') // { authority: { host: 'example.com', port: 80 }, path: '/a?b' } */
export function parseRequestTarget(target: string): RequestTargetResult {
  const [, scheme = '', authorityText = '', rest = ''] =
    /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)(.*)$/s.exec(target) ?? []
  if (scheme === '') return { problem: 'this is a proxy: the request must name a whole http:// URL' }
  if (scheme.toLowerCase() !== 'http') {
    return { problem: `a request for ${scheme.toLowerCase()}:// must come through CONNECT` }
  }
  const authority = parseAuthority(authorityText, HTTP_PORT)
  if (authority === undefined)
    return { problem: 'the URL has no host and port that can be read in one way only' }
  if (!/^[\x21-\x7e]*$/.test(rest) || rest.includes('#')) {
    return { problem: 'the path of the URL contains a character that does not belong there' }
  }
  return { authority, path: rest.startsWith('/') ? rest : `/${rest}` }
}

/**
 * True when the Host header names the very host and port of the target.
 *
 * THREAT: the server picks the site by this header; a request for one site must not be served by another.
 */
export function hostHeaderAgrees(header: string, target: Authority): boolean {
  const authority = parseAuthority(header, HTTP_PORT)
  return authority?.host === target.host && authority.port === target.port
}
