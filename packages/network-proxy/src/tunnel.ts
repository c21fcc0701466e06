/** Joins two connections, so that each side's bytes, end and failure reach the other. */

import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { ClientEnd } from './take-over.js'

/** What ends the tunnel, and who is told. */
export interface TunnelOptions {
  /** Lets the server's bytes flow into the client. */
  readonly pour: (client: Socket) => void
  /** Milliseconds without a byte in either direction; 0 is for ever. */
  readonly idleTime: number
  /** Milliseconds for a server that takes nothing of what waits for it. */
  readonly stallTime: number
  /** Called once, when both are closed. */
  readonly onClose: () => void
}

/** Two joined connections. Server to client flows from the beginning. */
export interface Tunnel {
  /** Let the client's bytes go, behind these, which were read already. */
  letClientSpeak(first: Buffer | undefined): void
  /** Close the server's side, and the client's after these last bytes. */
  refuse(farewell: Buffer): void
}

/** How long a refused client may take to hear the farewell. */
const LINGER = 1_000

export function joinTunnel(
  { socket: client, inlet }: ClientEnd,
  server: Socket,
  { pour, idleTime, stallTime, onClose }: TunnelOptions,
): Tunnel {
  let open = 2
  let isRefused = false
  const follow = (from: Socket, to: Socket) => {
    from.on('error', () => reset(to))
    from.on('close', () => {
      // A side that is gone before it has said and heard everything takes the other along.
      if (!isRefused && !(from.readableEnded && from.writableFinished)) reset(to)
      open--
      if (open === 0) onClose()
    })
  }
  follow(client, server)
  follow(server, client)
  // Every byte passes the client, so its clock is enough.
  client.setTimeout(idleTime, () => client.destroy())
  // A callback given to `setTimeout` itself would be called once only, and a server may well be quiet before it is stuck.
  server.setTimeout(stallTime)
  server.on('timeout', () => {
    if (server.writableLength > 0) server.destroy()
  })
  pour(client)
  return {
    letClientSpeak(first) {
      inlet.pour(client, server, first)
    },
    refuse(farewell) {
      isRefused = true
      server.unpipe(client)
      server.destroy()
      inlet.drain(client)
      sayFarewell(client, farewell)
    },
  }
}

/** Closing at once, with bytes of the client unread, would reset the connection and take the last words along. */
export function sayFarewell(client: Socket, farewell: Buffer | string): void {
  const timer = setTimeout(() => client.destroy(), LINGER)
  client.once('close', () => clearTimeout(timer))
  client.once('end', () => client.destroySoon())
  client.end(farewell)
  client.resume()
}

/** So that the other end learns that something broke, where that can be told. */
function reset(socket: Socket): void {
  if (socket.destroyed) return
  // What `resetAndDestroy` sets. The method itself ends the stream first, which waits for a peer that may never read; and
  // when anything destroys the socket meanwhile, the kernel refuses the reset and Node leaves the socket open for ever.
  const isEnding = socket.writableEnded && !socket.writableFinished
  if (!(socket instanceof TLSSocket) && !socket.connecting && !isEnding) {
    Object.assign(socket, { resetAndClosing: true })
  }
  socket.destroy()
}
