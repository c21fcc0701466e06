/** Serves one plain HTTP request: decides, passes it on with headers of its own, and passes the response back. */

import {
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { type Answer, failureAnswer, refusalAnswer } from './answers.js'
import { formatAuthority, formatHost } from './authority.js'
import type { Permit, Wish } from './gate.js'
import { headerValues, requestHeaders, responseHeaders } from './headers.js'
import type { TunnelParts } from './open-tunnel.js'
import type { OriginAgent, RoutedRequest } from './origin-agent.js'
import { malformed, type Refusal, RefusedError } from './refusal.js'
import { readRequest } from './request-rules.js'
import type { RequestTarget } from './request-target.js'
import { asUnreachable, UnreachableError } from './unreachable.js'
import { proxyAuthorization } from './upstream-handshake.js'

/** What every forwarded request needs. */
export interface ForwardParts extends TunnelParts {
  readonly agent: OriginAgent
  readonly isLimited: boolean
}

/** `wantsContinue` when the client waits for our consent before it sends the body. */
export async function serveForward(
  parts: ForwardParts,
  request: IncomingMessage,
  response: ServerResponse,
  wantsContinue: boolean,
): Promise<void> {
  const { gate, audit, isLimited } = parts
  const { method = '' } = request
  const { accept } = request.headers
  // The client may leave at any moment; what follows notices by `destroyed`.
  request.on('error', () => {})
  response.on('error', () => {})
  const read = readRequest(request, isLimited)
  if ('problem' in read) {
    const refusal = malformed(read.problem)
    audit.refused(refusal, { protocol: 'http', method })
    response.shouldKeepAlive = false
    return send(response, refusalAnswer(refusal, { protocol: 'http', accept }))
  }
  const wish: Wish = { target: read.authority, protocol: 'http', method }
  const asked = { target: wish.target, protocol: 'http', accept } as const
  const refuse = (refusal: Refusal) => {
    audit.refused(refusal, wish)
    send(response, refusalAnswer(refusal, asked))
  }
  const permit = await gate.permit(wish)
  if (response.destroyed) return
  if ('reason' in permit) return refuse(permit)
  if (wantsContinue) response.writeContinue()
  exchange(parts, { request, response, read, permit, wish }, (error) => {
    if (error instanceof RefusedError) return refuse(error.refusal)
    const failure = asUnreachable(error)
    audit.failed(failure, wish)
    send(response, failureAnswer(failure, asked))
  })
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly read: RequestTarget
  readonly permit: Permit
  readonly wish: Wish
}

/** `fail` is called at most once, and only while no response has begun. */
function exchange(parts: ForwardParts, parties: Exchange, fail: (error: unknown) => void): void {
  const { audit, limits } = parts
  const { request, response, wish } = parties
  let gone: AbortController | undefined
  const signal = () => {
    gone ??= new AbortController()
    return gone.signal
  }
  const sendsBody = hasBody(request)
  const outgoing = httpRequest(outgoingRequest(parts, parties, signal))
  let settled = false
  const failOnce = (error: unknown) => {
    if (settled) return
    settled = true
    fail(error)
  }
  response.once('close', () => {
    if (response.writableFinished) return
    gone?.abort()
    outgoing.destroy()
  })
  outgoing.once('socket', (socket) => {
    // The connection may have served other requests before.
    const [written, read] = [socket.bytesWritten, socket.bytesRead]
    const close = audit.opened(wish)
    outgoing.once('close', () => close(socket.bytesWritten - written, socket.bytesRead - read))
  })
  outgoing.once('close', () => {
    if (sendsBody) discard(request, outgoing)
    if (!settled) failOnce(new UnreachableError('connection_terminated', UNANSWERED))
  })
  outgoing.once('response', (incoming) => {
    settled = true
    if (passBack(incoming, response)) return
    outgoing.destroy()
    fail(new UnreachableError('http_protocol_error', UNFIT))
  })
  outgoing.on('error', (error: NodeJS.ErrnoException) => {
    const isStale = outgoing.reusedSocket && STALE.has(error.code ?? '') && !settled && !response.destroyed
    if (!isStale || sendsBody || !REPEATABLE.has(request.method ?? '')) return failOnce(error)
    // The server closed the kept connection while the request was on its way; asking again changes nothing there.
    settled = true
    exchange(parts, parties, fail)
  })
  outgoing.setTimeout(limits.idleTime, () => {
    outgoing.destroy(new UnreachableError('connection_timeout', 'the server did not answer in time'))
  })
  if (sendsBody) request.pipe(outgoing)
  else outgoing.end()
}

/** What nobody takes any more would stop the connection, and the requests behind this one with it. */
function discard(request: IncomingMessage, outgoing: ClientRequest): void {
  request.unpipe(outgoing)
  request.resume()
}

/** Also a body of no bytes, which must be said to be one. */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
}

function outgoingRequest(
  { agent, chooseUpstream, limits }: ForwardParts,
  { request, read, permit, wish }: Exchange,
  signal: () => AbortSignal,
): RoutedRequest {
  const { target } = wish
  const upstream = chooseUpstream(target, 'http')
  const host = target.port === 80 ? formatHost(target.host) : formatAuthority(target)
  const headers = requestHeaders(request.rawHeaders, host)
  // Node frames bodies of these methods only when told to.
  if (headerValues(request.rawHeaders, 'transfer-encoding').length > 0)
    headers.push('Transfer-Encoding', 'chunked')
  else if (!hasBody(request) && BODY_METHODS.has(request.method ?? '')) headers.push('Content-Length', '0')
  const common = {
    agent,
    route: { permit, upstream, signal },
    method: request.method,
    setHost: false,
    maxHeaderSize: limits.headBytes,
    insecureHTTPParser: false,
  }
  if (upstream === undefined || upstream.kind === 'socks5') {
    return { ...common, host: target.host, port: target.port, path: read.path, headers }
  }
  const authorization = proxyAuthorization(upstream)
  if (authorization !== undefined) headers.push('Proxy-Authorization', authorization)
  return { ...common, ...upstream.address, path: `http://${host}${read.path}`, headers }
}

const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS'])
const STALE = new Set(['ECONNRESET', 'EPIPE'])
const UNANSWERED = 'the server closed the connection before it answered'
const UNFIT = 'the server answered with a head that no client should see'

const BODY_METHODS = new Set(['POST', 'PUT', 'PATCH'])

/** False when no response has begun, because its head cannot be passed on. */
function passBack(incoming: IncomingMessage, response: ServerResponse): boolean {
  if (!beginAs(incoming, response)) return false
  const cut = () => response.destroy()
  incoming.on('error', cut)
  incoming.on('aborted', cut)
  incoming.pipe(response)
  return true
}

/**
 * THREAT: Node reads statuses and phrases that it refuses to write. What it throws then would end the whole process: this
 * runs inside an event, where nobody catches.
 */
function beginAs(
  { statusCode = 0, statusMessage, rawHeaders }: IncomingMessage,
  response: ServerResponse,
): boolean {
  // A switch of protocols was never asked for, and hints before the answer do not come here.
  if (statusCode < 200) return false
  // The server's own Date, or none.
  response.sendDate = false
  try {
    response.writeHead(statusCode, statusMessage, responseHeaders(rawHeaders))
    return true
  } catch {
    // What has been taken over from that head already must not touch another answer.
    response.shouldKeepAlive = false
    return false
  }
}

function send(response: ServerResponse, { status, phrase, headers, body }: Answer): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  response.writeHead(status, phrase, { ...headers })
  response.end(body)
}
