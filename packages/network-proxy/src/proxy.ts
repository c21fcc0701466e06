/** Puts one egress proxy together. */

import type { Socket } from 'node:net'
import type { EgressPolicy } from '@sandbox/policy'
import { createAdmission } from './admission.js'
import { createAudit } from './audit.js'
import { type Authority, formatAuthority } from './authority.js'
import { readBytes } from './bytes.js'
import { createConnector } from './connector.js'
import { egressClosed, egressMode } from './errors.js'
import type { EgressEvent, EgressStats } from './events.js'
import { createGate } from './gate.js'
import { createHttpFront } from './http-front.js'
import { DEFAULT_LIMITS, type EgressLimits } from './limits.js'
import { createListeners, type ListenerSource } from './listeners.js'
import { createLookup, type Resolver, systemResolver } from './lookup.js'
import { OriginAgent } from './origin-agent.js'
import { createPlaces } from './places.js'
import { createQuestions, type EgressDecider } from './questions.js'
import { serveSocks } from './socks-server.js'
import { chooseUpstream, type Variables } from './upstream-url.js'

/** What a proxy is made from. */
export interface EgressProxyOptions {
  /** The egress section of a resolved policy, with mode `proxy`. */
  readonly policy: EgressPolicy
  /** Asked about hosts that no rule lists, once per host and port. Left out, they are refused. */
  readonly decide?: EgressDecider | undefined
  readonly onEvent?: ((event: EgressEvent) => void) | undefined
  /** How names become addresses. Left out, as the host does it. */
  readonly resolver?: Resolver | undefined
  /** The proxy to leave by, instead of `policy.upstreamProxy`: a URL, or `environment`. */
  readonly upstream?: string | undefined
  /** Where `environment` looks. Left out, `process.env`. */
  readonly environment?: Variables | undefined
  readonly limits?: Partial<EgressLimits> | undefined
}

/** Where commands find the proxy. */
export interface EgressEndpoint extends Authority {
  /** `http://127.0.0.1:40000` */
  readonly http: string
  /** `socks5h://127.0.0.1:40000`; undefined when the policy switches SOCKS off. */
  readonly socks: string | undefined
}

/** A proxy for one sandbox. */
export interface EgressProxy extends AsyncDisposable {
  /** Listen on a loopback address; 127.0.0.1 and any free port when left out. */
  listen(at?: {
    readonly host?: string | undefined
    readonly port?: number | undefined
  }): Promise<EgressEndpoint>
  /** Serve a socket that listens on a loopback address already, such as one of a network namespace. */
  accept(listener: ListenerSource): Promise<EgressEndpoint>
  /** Where it listens first; undefined before that. */
  readonly endpoint: EgressEndpoint | undefined
  stats(): EgressStats
  /** End every connection and stop listening. Nothing is left afterwards. */
  close(): Promise<void>
}

/**
 * Makes a proxy. It does nothing before `listen` or `accept`.
 *
 * @throws SandboxError `EGRESS_MODE`, `EGRESS_UPSTREAM`
 * @example
 * const proxy = createEgressProxy({ policy: resolved.egress })
 * const { http } = await proxy.listen()
 */
export function createEgressProxy(options: EgressProxyOptions): EgressProxy {
  const { policy, decide } = options
  if (policy.mode !== 'proxy') throw egressMode(policy.mode)
  const limits: EgressLimits = { ...DEFAULT_LIMITS, ...options.limits }
  const audit = createAudit(options.onEvent)
  const sockets = new Set<Socket>()
  const track = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  }

  const lookup = createLookup(options.resolver ?? systemResolver, limits.lookups, () => {
    audit.counts.lookups++
  })
  const questions =
    decide === undefined
      ? undefined
      : createQuestions(decide, () => {
          audit.counts.questions++
        })
  const admission = createAdmission(limits, audit.counts, (socket) => {
    // An error nobody foresaw ends its own connection, and nothing else.
    serve(socket).catch(() => socket.destroy())
  })
  const listeners = createListeners((socket) => {
    track(socket)
    socket.on('error', () => socket.destroy())
    admission.enter(socket)
  })
  const { isOwn } = listeners
  const gate = createGate({ policy, lookup, questions, isOwn })
  const buffers = { left: limits.tunnelBuffers }
  const places = createPlaces(limits.upstreams, () => agent.closeIdle())
  const connector = createConnector({ gate, lookup, limits, buffers, places, isOwn, track })
  const agent = new OriginAgent(connector, places.isWanted)
  const upstream = chooseUpstream(
    options.upstream ?? policy.upstreamProxy,
    options.environment ?? process.env,
  )
  const parts = { gate, connector, chooseUpstream: upstream, audit, limits, buffers, track }
  const front = createHttpFront({ ...parts, agent, isLimited: policy.limited })

  /** One port for everything: only SOCKS5 begins with this byte. */
  const serve = async (socket: Socket) => {
    socket.setTimeout(limits.headTime, giveUp)
    const first = await readBytes(socket, 1)
    socket.unshift(first)
    if (first[0] === 5)
      return await serveSocks({ ...parts, isEnabled: policy.socks5 }, socket, () => calm(socket))
    calm(socket)
    front.serve(socket)
  }

  let endpoint: EgressEndpoint | undefined
  let closing: Promise<void> | undefined
  const opened = async (opening: Promise<Authority>): Promise<EgressEndpoint> => {
    const own = describeEndpoint(await opening, policy.socks5)
    endpoint ??= own
    return own
  }
  const close = async () => {
    admission.close()
    questions?.close()
    front.close()
    agent.destroy()
    const ended = [...sockets].map(
      (socket) =>
        new Promise<void>((resolve) => (socket.closed ? resolve() : socket.once('close', () => resolve()))),
    )
    for (const socket of sockets) socket.destroy()
    await Promise.all([listeners.close(), ...ended])
  }
  return {
    async listen({ host = '127.0.0.1', port = 0 } = {}) {
      if (closing !== undefined) throw egressClosed()
      return await opened(listeners.open(host, port))
    },
    async accept(listener) {
      if (closing !== undefined) throw egressClosed()
      return await opened(listeners.adopt(listener))
    },
    get endpoint() {
      return endpoint
    },
    stats: () => audit.stats(),
    close() {
      closing ??= close()
      return closing
    },
    [Symbol.asyncDispose]() {
      return this.close()
    },
  }
}

function describeEndpoint(at: Authority, hasSocks: boolean): EgressEndpoint {
  const authority = formatAuthority(at)
  return { ...at, http: `http://${authority}`, socks: hasSocks ? `socks5h://${authority}` : undefined }
}

function giveUp(this: Socket): void {
  this.destroy()
}

/** What serves the socket next has a clock of its own. */
function calm(socket: Socket): void {
  socket.setTimeout(0)
  socket.off('timeout', giveUp)
}
