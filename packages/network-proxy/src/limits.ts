/** Every limit of the proxy in one place. */

/** Times in milliseconds, sizes in bytes. */
export interface EgressLimits {
  /** Connections served at once. */
  readonly connections: number
  /** Connections accepted beyond that, which are not read until there is room; more are closed. */
  readonly waiting: number
  /** Requests of one connection that are served at once. It is not read while more of them wait. */
  readonly pipelined: number
  /** Requests behind the first of their connection, of all connections; one more closes its own. */
  readonly unanswered: number
  /** Connections to servers at once, with those that may be used again. Who needs one more waits. */
  readonly upstreams: number
  /** Names that are looked up at once. */
  readonly lookups: number
  /** What fast tunnels may use for larger buffers, together. */
  readonly tunnelBuffers: number
  /** The head of a request or response. */
  readonly headBytes: number
  /** For a whole request head, a SOCKS request, or a ClientHello that has begun. */
  readonly headTime: number
  /** For looking up, connecting, and an upstream proxy's consent, together. */
  readonly connectTime: number
  /** Between the attempts on two addresses of one name. */
  readonly attemptDelay: number
  /** Without a byte in either direction; 0 is for ever. */
  readonly idleTime: number
  /**
   * For a server that takes nothing of what waits for it, and for a client that gets no byte while it is not read: nobody
   * would see such a client leave.
   */
  readonly stallTime: number
  /** A kept-alive connection without a request. */
  readonly keepAliveTime: number
}

export const DEFAULT_LIMITS: EgressLimits = {
  connections: 4096,
  waiting: 1024,
  pipelined: 16,
  unanswered: 16_384,
  upstreams: 4096,
  lookups: 2,
  tunnelBuffers: 2 * 1024 * 1024,
  headBytes: 64 * 1024,
  headTime: 15_000,
  connectTime: 30_000,
  attemptDelay: 250,
  idleTime: 3_600_000,
  stallTime: 600_000,
  keepAliveTime: 60_000,
}
