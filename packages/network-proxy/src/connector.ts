/** Opens the connection behind a permit: directly to a checked address, or through the user's own proxy. */

import { connect, type Socket, type TcpNetConnectOpts } from 'node:net'
import { type TLSSocket, connect as tlsConnect } from 'node:tls'
import type { Authority } from './authority.js'
import { dial } from './dial.js'
import type { Gate, Permit } from './gate.js'
import { type BufferBudget, createInlet, type Inlet } from './inlet.js'
import type { EgressLimits } from './limits.js'
import type { Lookup } from './lookup.js'
import type { Places } from './places.js'
import { leadsToItself, RefusedError } from './refusal.js'
import { isAddress } from './rules.js'
import { asUnreachable, UnreachableError } from './unreachable.js'
import { askForTunnel } from './upstream-handshake.js'
import type { Upstream } from './upstream-url.js'

/** Every failure is a RefusedError or an UnreachableError, or the reason of the signal. */
export interface Connector {
  /** A connection whose bytes reach the target, to be read as a stream. */
  stream(permit: Permit, upstream: Upstream | undefined, signal: AbortSignal): Promise<Socket>
  /** The same, to be poured into a client. */
  tunnel(permit: Permit, upstream: Upstream | undefined, signal: AbortSignal): Promise<Inflow>
  /** A connection to the user's own proxy itself. */
  upstream(upstream: Upstream, signal: AbortSignal): Promise<Socket>
}

/** A connection to a server, and the way its bytes reach a client. Pour once. */
export interface Inflow {
  readonly server: Socket
  pour(client: Socket): void
}

/** What the connector asks others for. */
export interface ConnectorParts {
  readonly gate: Gate
  readonly lookup: Lookup
  readonly limits: EgressLimits
  readonly buffers: BufferBudget
  readonly places: Places
  readonly isOwn: (address: string, port: number) => boolean
  /** Called for every socket that is made, so that it can be closed with the proxy. */
  readonly track: (socket: Socket) => void
}

type Open = (options: TcpNetConnectOpts) => Socket

export function createConnector(parts: ConnectorParts): Connector {
  const { gate, lookup, limits, buffers, places, isOwn, track } = parts

  const reach = async (
    addresses: readonly string[],
    port: number,
    signal: AbortSignal,
    open: Open = connect,
  ) => {
    const socket = await dial({
      addresses,
      port,
      attemptDelay: limits.attemptDelay,
      signal,
      spare: places,
      open,
    })
    track(socket)
    return socket
  }

  const connectUpstream = async ({ address, kind }: Upstream, signal: AbortSignal): Promise<Socket> => {
    const { host, port } = address
    const addresses = isAddress(host) ? [host] : await lookup(host, signal)
    if (addresses.some((each) => isOwn(each, port))) throw new RefusedError(leadsToItself(address))
    const socket = await reach(addresses, port, signal)
    return kind === 'https' ? await secure(socket, address, signal) : socket
  }

  const through = async (upstream: Upstream, permit: Permit, signal: AbortSignal): Promise<Socket> => {
    const { target } = permit
    // Its own lookup is what such a proxy wants to be spared, so the address that was checked is the one it gets.
    const [host = target.host] = upstream.looksUpNames ? await gate.addresses(permit, signal) : []
    const socket = await connectUpstream(upstream, signal)
    return await agreeing(socket, signal, () => askForTunnel(socket, upstream, { host, port: target.port }))
  }

  /** The deadline does not begin before there is a place. */
  const placed = async <Value>(
    signal: AbortSignal,
    socketOf: (value: Value) => Socket,
    work: (both: AbortSignal) => Promise<Value>,
  ): Promise<Value> => {
    await places.take(signal).catch(() => {
      throw unwanted()
    })
    try {
      const value = await withDeadline(limits.connectTime, signal, work)
      const socket = socketOf(value)
      if (socket.closed) places.release()
      else socket.once('close', places.release)
      return value
    } catch (error) {
      places.release()
      throw error
    }
  }
  const itself = (socket: Socket) => socket

  return {
    upstream: (upstream, signal) => placed(signal, itself, (both) => connectUpstream(upstream, both)),
    stream: (permit, upstream, signal) =>
      placed(signal, itself, async (both) =>
        upstream === undefined
          ? await reach(await gate.addresses(permit, both), permit.target.port, both)
          : await through(upstream, permit, both),
      ),
    tunnel: (permit, upstream, signal) =>
      placed(
        signal,
        ({ server }: Inflow) => server,
        async (both) => {
          if (upstream !== undefined) {
            const server = await through(upstream, permit, both)
            return { server, pour: (client) => void server.pipe(client) }
          }
          const inlets = new Map<Socket, Inlet>()
          const open = (options: TcpNetConnectOpts) => {
            const inlet = createInlet(buffers)
            const socket = connect({ ...options, onread: inlet.onread })
            inlets.set(socket, inlet)
            return socket
          }
          const server = await reach(await gate.addresses(permit, both), permit.target.port, both, open)
          const inlet = inlets.get(server)
          return { server, pour: (client) => inlet?.pour(server, client) }
        },
      ),
  }
}

function secure(socket: Socket, { host }: Authority, signal: AbortSignal): Promise<Socket> {
  const secured = tlsConnect({ socket, ...(isAddress(host) ? { host } : { host, servername: host }) })
  // It may break between two steps, when nobody else listens.
  secured.on('error', () => secured.destroy())
  return agreeing(secured, signal, () => handshake(secured))
}

function handshake(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error?: Error) => {
      reject(
        new UnreachableError('destination_unavailable', 'the upstream proxy has no valid certificate', error),
      )
    }
    socket.once('close', failed)
    socket.once('error', failed)
    socket.once('secureConnect', () => {
      socket.off('close', failed)
      socket.off('error', failed)
      resolve()
    })
  })
}

/** Destroys the socket when the steps on it fail, or take until the signal. */
async function agreeing(socket: Socket, signal: AbortSignal, steps: () => Promise<void>): Promise<Socket> {
  const stop = () => socket.destroy()
  // What goes wrong shows in the steps as well.
  socket.on('error', stop)
  signal.addEventListener('abort', stop, { once: true })
  try {
    await steps()
    signal.throwIfAborted()
    return socket
  } catch (error) {
    socket.destroy()
    throw signal.aborted ? signal.reason : error
  } finally {
    socket.off('error', stop)
    signal.removeEventListener('abort', stop)
  }
}

function unwanted(): UnreachableError {
  return new UnreachableError('connection_terminated', 'nobody waits for it any more')
}

/** One deadline for everything that must happen before bytes can flow. */
async function withDeadline<Value>(
  time: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const inner = new AbortController()
  const stop = () => inner.abort(unwanted())
  const timer = setTimeout(() => {
    inner.abort(new UnreachableError('connection_timeout', 'the server did not answer in time'))
  }, time)
  outer.addEventListener('abort', stop, { once: true })
  try {
    if (outer.aborted) stop()
    return await work(inner.signal)
  } catch (error) {
    throw error instanceof RefusedError ? error : asUnreachable(error)
  } finally {
    clearTimeout(timer)
    outer.removeEventListener('abort', stop)
  }
}
