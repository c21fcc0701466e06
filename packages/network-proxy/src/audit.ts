/** Counts what happens and tells it to the listener of the owner. */

import { formatAuthority } from './authority.js'
import type { EgressEvent, EgressStats } from './events.js'
import type { Wish } from './gate.js'
import type { EgressProtocol, Refusal } from './refusal.js'
import type { UnreachableError } from './unreachable.js'

/** A refused request may have had no readable target. */
export type Refused = Wish | { readonly protocol: EgressProtocol; readonly method?: string | undefined }

/** The books of one proxy. */
export interface Audit {
  readonly counts: Counts
  refused(refusal: Refusal, wish: Refused): void
  failed(error: UnreachableError, wish: Wish): void
  /** A tunnel or request begins; call the result once, when it has ended. */
  opened(wish: Wish): (sent: number, received: number) => void
  stats(): EgressStats
}

/** Counted where it happens. */
export interface Counts {
  open: number
  waiting: number
  total: number
  dropped: number
  lookups: number
  questions: number
}

export function createAudit(onEvent: ((event: EgressEvent) => void) | undefined): Audit {
  const counts: Counts = { open: 0, waiting: 0, total: 0, dropped: 0, lookups: 0, questions: 0 }
  const refusedBy = new Map<string, number>()
  const tunnels = { open: 0, total: 0 }
  const sums = { requests: 0, failed: 0, sent: 0, received: 0 }
  let lastId = 0

  const tell = (event: EgressEvent) => {
    try {
      onEvent?.(event)
    } catch (error) {
      // A listener that throws is its owner's bug; it must surface there, and not end somebody's connection.
      queueMicrotask(() => {
        throw error
      })
    }
  }
  const contact = ({ target, protocol, method }: Wish) => ({
    ...target,
    protocol,
    ...(method === undefined ? {} : { method }),
    time: Date.now(),
  })

  return {
    counts,
    refused({ reason, message, rule, line }, wish) {
      refusedBy.set(reason, (refusedBy.get(reason) ?? 0) + 1)
      const { protocol, method } = wish
      const target = 'target' in wish ? wish.target : { host: '', port: 0 }
      tell({
        type: 'denied',
        denial: {
          kind: 'network',
          subject: 'target' in wish ? formatAuthority(target) : 'a request that cannot be read',
          reason,
          message,
          ...target,
          protocol,
          method,
          rule,
          line,
          time: Date.now(),
        },
      })
    },
    failed(error, wish) {
      sums.failed++
      tell({ type: 'failed', reason: error.type, ...contact(wish) })
    },
    opened(wish) {
      const id = ++lastId
      const isTunnel = wish.protocol !== 'http'
      if (isTunnel) {
        tunnels.open++
        tunnels.total++
      } else sums.requests++
      tell({ type: 'opened', id, ...contact(wish) })
      return (sent, received) => {
        if (isTunnel) tunnels.open--
        sums.sent += sent
        sums.received += received
        tell({ type: 'closed', id, sent, received, ...contact(wish) })
      }
    },
    stats() {
      const { open, waiting, total, dropped, lookups, questions } = counts
      return {
        connections: { open, waiting, total, dropped },
        tunnels: { ...tunnels },
        refused: Object.fromEntries(refusedBy),
        lookups,
        questions,
        ...sums,
      }
    },
  }
}
