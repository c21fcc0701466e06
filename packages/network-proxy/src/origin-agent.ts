/** Keeps connections to servers of plain HTTP, and makes new ones only through the connector. */

import { Agent, type AgentOptions, type ClientRequest, type ClientRequestArgs } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Connector } from './connector.js'
import type { Permit } from './gate.js'
import type { Upstream } from './upstream-url.js'

/** How one request reaches its server. */
export interface Route {
  readonly permit: Permit
  readonly upstream: Upstream | undefined
  /** Asked for when a connection must be made, which most requests need not. */
  readonly signal: () => AbortSignal
}

/** What a request hands to the agent. */
export interface RoutedRequest extends ClientRequestArgs {
  readonly route: Route
}

const IDLE_TIME = 15_000
const IDLE_PER_SERVER = 64

/**
 * INVARIANT: a kept connection goes to an address that was checked for this very host and port, under the same rules;
 * so using it again needs no check.
 */
export class OriginAgent extends Agent {
  readonly #connector: Connector
  readonly #isWanted: () => boolean

  /** @param isWanted true while somebody waits for a connection to be closed */
  constructor(connector: Connector, isWanted: () => boolean) {
    const options: AgentOptions = { keepAlive: true, maxFreeSockets: IDLE_PER_SERVER, scheduling: 'lifo' }
    super(options)
    this.#connector = connector
    this.#isWanted = isWanted
  }

  override getName(options?: ClientRequestArgs): string {
    const { route } = options as RoutedRequest
    const way = route.upstream === undefined ? 'direct' : 'upstream'
    return `${way} ${options?.host ?? ''} ${options?.port ?? ''}`
  }

  override createConnection(
    options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const { route } = options as RoutedRequest
    const { permit, upstream } = route
    const signal = route.signal()
    const isForwarding = upstream !== undefined && upstream.kind !== 'socks5'
    const made = isForwarding
      ? this.#connector.upstream(upstream, signal)
      : this.#connector.stream(permit, upstream, signal)
    made.then(
      (socket) => {
        // Once the server has ended its side, no request may go there any more.
        socket.allowHalfOpen = false
        callback?.(null, socket)
      },
      (error: Error) => (callback as ((error: Error) => void) | undefined)?.(error),
    )
    return undefined
  }

  override keepSocketAlive(socket: Duplex): boolean {
    if (this.#isWanted()) return false
    if (socket instanceof Socket) socket.setTimeout(IDLE_TIME)
    return super.keepSocketAlive(socket) as unknown as boolean
  }

  /** Closes one connection that waits to be used again, if there is one. */
  closeIdle(): void {
    for (const sockets of Object.values(this.freeSockets)) {
      const idle = sockets?.find(({ destroyed }) => !destroyed)
      if (idle !== undefined) {
        idle.destroy()
        return
      }
    }
  }

  override reuseSocket(socket: Duplex, request: ClientRequest): void {
    if (socket instanceof Socket) socket.setTimeout(0)
    super.reuseSocket(socket, request)
  }
}
