/** Counts what ran under one sandbox. */

import type { EgressStats } from '@sandbox/network-proxy'
import type { Egress } from './egress.js'

/** Counters since the sandbox was made. */
export interface SandboxStats {
  /** Commands that were started, and how many of them still run. */
  readonly commands: { readonly total: number; readonly running: number }
  /** Refusals that `onDenial` was called with. */
  readonly denials: number
  /** Of the egress proxies of all commands together; undefined as long as no command had one. */
  readonly egress: EgressStats | undefined
}

/** See {@link SandboxStats}. */
export class RunCounters {
  #total = 0
  #running = 0
  #denials = 0
  readonly #serving = new Set<Egress>()
  #served: EgressStats | undefined

  /** @param end settles when the command has ended */
  countStart(end: Promise<unknown>): void {
    this.#total++
    this.#running++
    const ended = () => void this.#running--
    end.then(ended, ended)
  }

  countDenial(): void {
    this.#denials++
  }

  /** Counts the service until it is closed, and remembers its counters then. */
  add(service: Egress): void {
    this.#serving.add(service)
    service.closed.then(() => {
      this.#serving.delete(service)
      this.#served = sum(this.#served, service.stats())
    })
  }

  read(): SandboxStats {
    let egress = this.#served
    for (const service of this.#serving) egress = sum(egress, service.stats())
    return { commands: { total: this.#total, running: this.#running }, denials: this.#denials, egress }
  }
}

function sum(a: EgressStats | undefined, b: EgressStats): EgressStats {
  if (a === undefined) return b
  return {
    connections: {
      open: a.connections.open + b.connections.open,
      waiting: a.connections.waiting + b.connections.waiting,
      total: a.connections.total + b.connections.total,
      dropped: a.connections.dropped + b.connections.dropped,
    },
    tunnels: { open: a.tunnels.open + b.tunnels.open, total: a.tunnels.total + b.tunnels.total },
    requests: a.requests + b.requests,
    refused: sumByReason(a.refused, b.refused),
    failed: a.failed + b.failed,
    lookups: a.lookups + b.lookups,
    questions: a.questions + b.questions,
    sent: a.sent + b.sent,
    received: a.received + b.received,
  }
}

function sumByReason(a: EgressStats['refused'], b: EgressStats['refused']): EgressStats['refused'] {
  const result = { ...a }
  for (const [reason, count] of Object.entries(b)) result[reason] = (result[reason] ?? 0) + count
  return result
}
