/** What the proxy tells its owner: refusals, and who was reached with how many bytes. Never a path, query or header. */

import type { Denial } from '@sandbox/policy'
import type { EgressProtocol, RefusalReason } from './refusal.js'
import type { UnreachableType } from './unreachable.js'

/** A refusal of the proxy. */
export interface NetworkDenial extends Denial {
  readonly kind: 'network'
  readonly reason: RefusalReason
  /** One sentence for people. */
  readonly message: string
  /** Empty when the request could not be read. */
  readonly host: string
  /** 0 when the request could not be read. */
  readonly port: number
  readonly protocol: EgressProtocol
  readonly method?: string | undefined
  /** The line of configuration that would allow it. */
  readonly line?: string | undefined
}

/** What every event about an allowed connection says. */
interface Contact {
  readonly host: string
  readonly port: number
  readonly protocol: EgressProtocol
  readonly method?: string | undefined
  /** Milliseconds since the epoch. */
  readonly time: number
}

/** Something worth telling. `opened` and `closed` of one tunnel or request have the same `id`. */
export type EgressEvent =
  | { readonly type: 'denied'; readonly denial: NetworkDenial }
  | ({ readonly type: 'opened'; readonly id: number } & Contact)
  | ({
      readonly type: 'closed'
      readonly id: number
      readonly sent: number
      readonly received: number
    } & Contact)
  | ({ readonly type: 'failed'; readonly reason: UnreachableType } & Contact)

/** Counters since the proxy was made. */
export interface EgressStats {
  /** Connections of the command to the proxy. */
  readonly connections: {
    readonly open: number
    readonly waiting: number
    readonly total: number
    /** Closed at once, because too many were waiting. */
    readonly dropped: number
  }
  readonly tunnels: { readonly open: number; readonly total: number }
  readonly requests: number
  /** By reason. */
  readonly refused: Readonly<Record<string, number>>
  /** Allowed, but not reached. */
  readonly failed: number
  readonly lookups: number
  /** How often the `decide` hook was called. */
  readonly questions: number
  /** Bytes to and from servers, of what has ended. */
  readonly sent: number
  readonly received: number
}
