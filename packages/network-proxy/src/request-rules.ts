/** What a request must look like to be passed on: one meaning for us and for every server behind us. Pure. */

import type { IncomingMessage } from 'node:http'
import { headerValues } from './headers.js'
import { hostHeaderAgrees, parseRequestTarget, type RequestTarget } from './request-target.js'

/** A target, or the sentence that tells what is wrong with the request. */
export type ReadRequest = RequestTarget | { readonly problem: string }

type Head = Pick<IncomingMessage, 'url' | 'rawHeaders' | 'method'>

/** What `limited` network access leaves. */
export const READING_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Headers by which some servers take a request for one of another method. */
const METHOD_OVERRIDES = ['x-http-method', 'x-http-method-override', 'x-method-override']

export function readRequest(request: Head, isLimited: boolean): ReadRequest {
  const target = parseRequestTarget(request.url ?? '')
  if ('problem' in target) return target
  const hosts = headerValues(request.rawHeaders, 'host')
  if (hosts.length > 1) return { problem: 'the request has more than one Host header' }
  const [host] = hosts
  if (host !== undefined && !hostHeaderAgrees(host, target.authority)) {
    return { problem: 'the Host header and the URL name different servers' }
  }
  const problem = bodyProblem(request)
  if (problem !== undefined) return { problem }
  if (isLimited && METHOD_OVERRIDES.some((name) => headerValues(request.rawHeaders, name).length > 0)) {
    return { problem: 'the request asks to be taken for one of another method' }
  }
  // THREAT: a server that ignores the body of a GET reads it as the next request, which may be of any method.
  if (isLimited && READING_METHODS.has(request.method ?? '') && hasBody(request)) {
    return { problem: 'the request only reads and has a body, which servers do not agree about' }
  }
  return target
}

/** Undefined when the end of the body can be told in one way only. The parser has refused the worst already. */
function bodyProblem({ rawHeaders }: Head): string | undefined {
  const codings = headerValues(rawHeaders, 'transfer-encoding')
  const lengths = headerValues(rawHeaders, 'content-length')
  if (codings.length + lengths.length > 1) return 'the request states the length of its body more than once'
  const [coding = 'chunked'] = codings
  return coding.toLowerCase() === 'chunked' ? undefined : 'the body has a transfer coding other than chunked'
}

/** A CONNECT request must have no body: nobody agrees on where it would end. */
export function hasBody({ rawHeaders }: Pick<Head, 'rawHeaders'>): boolean {
  const [length = '0'] = headerValues(rawHeaders, 'content-length')
  return headerValues(rawHeaders, 'transfer-encoding').length > 0 || length !== '0'
}
