/** The HTTP side of the port: Node's strict parser, and what is done with each kind of request. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { refusalAnswer, renderAnswer } from './answers.js'
import { serveConnect } from './connect-server.js'
import { type ForwardParts, serveForward } from './forward-server.js'
import { malformed } from './refusal.js'
import { createRequestLines } from './request-lines.js'

/** Takes connections that do not begin like SOCKS. */
export interface HttpFront {
  serve(socket: Socket): void
  close(): void
}

/** How often Node looks for heads that take too long. */
const CHECKS_PER_HEAD_TIME = 3

export function createHttpFront(parts: ForwardParts): HttpFront {
  const { limits } = parts
  const server = createServer({
    insecureHTTPParser: false,
    maxHeaderSize: limits.headBytes,
    headersTimeout: limits.headTime,
    // A body may take as long as it keeps flowing.
    requestTimeout: 0,
    keepAliveTimeout: limits.keepAliveTime,
    connectionsCheckingInterval: Math.ceil(limits.headTime / CHECKS_PER_HEAD_TIME),
  })
  const lines = createRequestLines(limits)
  const take = (request: IncomingMessage, response: ServerResponse, wantsContinue: boolean) => {
    const { socket } = request
    lines.enter(socket, response, () => {
      contain(socket, serveForward(parts, request, response, wantsContinue))
    })
  }
  server.on('request', (request, response) => take(request, response, false))
  server.on('checkContinue', (request, response) => take(request, response, true))
  server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    // A tunnel behind requests that are not answered yet would mix with their answers.
    if (lines.isBusy(socket)) {
      socket.destroy()
      return
    }
    socket.on('error', () => socket.destroy())
    contain(socket, serveConnect(parts, request, socket, head))
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // Not the client is late with a head: we have stopped reading it.
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && lines.isHeld(socket)) return
    const status = STATUS[error.code ?? ''] ?? 400
    if (error.code === 'ECONNRESET' || !socket.writable || lines.isBusy(socket)) {
      socket.destroy()
      return
    }
    const refusal = malformed(MESSAGES[status] ?? 'the request is not HTTP/1.1 in its strict form')
    parts.audit.refused(refusal, { protocol: 'http' })
    socket.end(renderAnswer({ ...refusalAnswer(refusal, { protocol: 'http' }), status }), () =>
      socket.destroy(),
    )
  })
  startChecks(server)
  return {
    serve: (socket) => void server.emit('connection', socket),
    close: () => void server.close(),
  }
}

const STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

const MESSAGES: Readonly<Record<number, string>> = {
  431: 'the head of the request is too long',
  408: 'the head of the request took too long',
}

/** Node starts its clock for heads when a server listens; this one only takes connections that others accepted. */
function startChecks(server: Server): void {
  server.emit('listening')
}

/** An error nobody foresaw ends its own connection, and nothing else. */
function contain(socket: Duplex, work: Promise<void>): void {
  work.catch(() => socket.destroy())
}
