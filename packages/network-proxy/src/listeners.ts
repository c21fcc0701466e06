/** Listens on loopback, or serves a listening socket that somebody else made, such as inside a network namespace. */

import { createServer, Server, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { normalHost } from '@sandbox/policy'
import type { Authority } from './authority.js'
import { egressListener } from './errors.js'
import { addressKind } from './special-addresses.js'

/** A listening socket: a server of the caller's, or a descriptor, which belongs to the proxy from then on. */
export type ListenerSource = Server | number | { readonly fd: number }

/** The sockets on which one proxy listens. */
export interface Listeners {
  open(host: string, port: number): Promise<Authority>
  adopt(source: ListenerSource): Promise<Authority>
  /** True for a way to reach one of them. */
  isOwn(address: string, port: number): boolean
  close(): Promise<void>
}

const OPTIONS = { allowHalfOpen: true, pauseOnConnect: true, noDelay: true } as const
const BACKLOG = 1024

export function createListeners(onConnection: (socket: Socket) => void): Listeners {
  const servers = new Map<Server, Authority>()

  const serve = async (server: Server, start: () => void): Promise<Authority> => {
    await listening(server, start)
    const address = server.address()
    const host = address === null || typeof address === 'string' ? undefined : normalHost(address.address)
    if (address === null || typeof address === 'string' || host === undefined) {
      await closed(server)
      throw egressListener('it is no TCP socket')
    }
    // THREAT: anybody who reaches the port has the command's permissions.
    if (addressKind(host) !== 'loopback') {
      await closed(server)
      throw egressListener(`${host} can be reached from elsewhere`)
    }
    server.on('connection', onConnection)
    // Out of descriptors, or a namespace that ended: connections fail, the proxy stays.
    server.on('error', () => {})
    const authority = { host, port: address.port }
    servers.set(server, authority)
    server.once('close', () => servers.delete(server))
    return authority
  }

  return {
    open(host, port) {
      const server = createServer(OPTIONS)
      return serve(server, () => server.listen({ host, port, backlog: BACKLOG, exclusive: true }))
    },
    adopt(source) {
      if (source instanceof Server) {
        // Sockets of a server that was made without it would lose their half-close.
        Object.assign(source, { allowHalfOpen: true, pauseOnConnect: true })
        return serve(source, () => {})
      }
      const fd = typeof source === 'number' ? source : source.fd
      const server = createServer(OPTIONS)
      return serve(server, () => server.listen({ fd, backlog: BACKLOG, exclusive: true }))
    },
    isOwn(address, port) {
      // The port first: it settles nearly every question, and this one is asked for every request.
      return [...servers.values()].some((own) => own.port === port) && leadsHere(address)
    },
    async close() {
      await Promise.all([...servers.keys()].map(closed))
      servers.clear()
    },
  }
}

function listening(server: Server, start: () => void): Promise<void> {
  if (server.listening) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(egressListener('it does not listen', cause))
    server.once('error', fail)
    server.once('listening', () => {
      server.off('error', fail)
      resolve()
    })
    try {
      start()
    } catch (cause) {
      fail(cause)
    }
  })
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (server.listening) server.close(() => resolve())
    else resolve()
  })
}

function leadsHere(address: string): boolean {
  if (address === '::' || ['loopback', 'this host'].includes(addressKind(address) ?? '')) return true
  return Object.values(networkInterfaces()).some((each) => each?.some((one) => one.address === address))
}
