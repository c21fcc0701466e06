/** Servers on loopback for tests, all closed at the end of their test. */

import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A server and what it has seen. */
export interface Canary {
  readonly port: number
  /** How many connections were made. */
  readonly connections: () => number
  /** Every byte that arrived, of all connections. */
  readonly bytes: () => string
  /** Settles when one more connection has come in since the last call. */
  readonly nextConnection: () => Promise<Socket>
  readonly close: () => void
}

/** Listens on loopback until the test has ended. */
export async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, resolve)
  })
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A TCP server that notes what it hears and calls `onSocket`. */
export async function canary(
  onSocket: (socket: Socket) => void = () => {},
  host = '127.0.0.1',
): Promise<Canary> {
  let connections = 0
  const heard: Buffer[] = []
  const waiting: ((socket: Socket) => void)[] = []
  const unseen: Socket[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    connections++
    socket.on('data', (bytes: Buffer) => heard.push(bytes))
    onSocket(socket)
    const resolve = waiting.shift()
    if (resolve === undefined) unseen.push(socket)
    else resolve(socket)
  })
  const port = await listen(server, host)
  return {
    port,
    connections: () => connections,
    bytes: () => Buffer.concat(heard).toString('latin1'),
    nextConnection: () => {
      const socket = unseen.shift()
      return socket === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(socket)
    },
    close: () => server.close(),
  }
}

/** An HTTP server. */
export async function httpServer(onRequest: RequestListener): Promise<number> {
  const server = createHttpServer(onRequest)
  return await listen(server)
}
