/** The way out of one run: a proxy of its own, behind the sandbox's own listener or on a loopback port of the host. */

import type { ChildProcess } from 'node:child_process'
import type { EgressDecider, EgressEvent, EgressProxy, EgressStats } from '@sandbox/network-proxy'
import type { Denial, EgressPolicy, SandboxError } from '@sandbox/policy'
import { egressNotServed } from './errors.js'

/** How long the inner stage may take to hand its listener out. */
const PATIENCE_MS = 5000
/** THREAT: what is refused costs the command nothing, and would be kept by the host. */
const MOST_DENIALS = 10_000

/** The proxy of one run. */
export interface Egress {
  /** What was refused so far, the first 10,000 times. */
  readonly denials: readonly Denial[]
  /** Why the run was called off. */
  readonly failure?: SandboxError | undefined
  /** Counters so far. */
  stats(): EgressStats
  /** End every connection, and stop listening. */
  close(): Promise<void>
  /** Resolves when that was done: the counters are final. */
  readonly closed: Promise<void>
}

/** One that listens on this host. */
export interface HostEgress extends Egress {
  /** Where commands find it. */
  readonly endpoint: EgressAddress
}

/** Where a proxy listens. */
export interface EgressAddress {
  readonly host: string
  readonly port: number
}

/** One that serves what the sandbox hands out. */
export interface EgressService extends Egress {
  /**
   * Wait for the listener on the child's message channel, and serve it.
   *
   * @param callOff ends the run: without the listener the command would only find a closed door
   */
  serve(child: ChildProcess, callOff: () => void): void
}

/** Who is asked and told. */
export interface EgressListeners {
  /** Asked about hosts that no rule lists; left out, they are refused. */
  readonly decide?: EgressDecider | undefined
  /** Told of everything while it happens. */
  readonly onEvent?: ((event: EgressEvent) => void) | undefined
}

/**
 * Listens on a loopback port of this host, for a sandbox that has the host's network.
 *
 * @throws SandboxError `EGRESS_NOT_SERVED`
 */
export async function listenForEgress(
  policy: EgressPolicy,
  listeners: EgressListeners = {},
): Promise<HostEgress> {
  const { proxy, egress } = await proxyFor(policy, listeners)
  const { host, port } = await proxy.listen().catch((cause: unknown) => {
    throw egressNotServed(cause)
  })
  return { ...egress, endpoint: { host, port } }
}

/** Serves what a sandbox with a network of its own hands out. */
export async function startEgress(
  policy: EgressPolicy,
  listeners: EgressListeners = {},
): Promise<EgressService> {
  const { proxy, egress } = await proxyFor(policy, listeners)
  let failure: SandboxError | undefined
  return {
    ...egress,
    get failure() {
      return failure
    },
    serve(child, callOff) {
      const fail = (cause: unknown) => {
        failure ??= egressNotServed(cause)
        callOff()
      }
      const late = () => fail(new Error(`no listener came within ${PATIENCE_MS} ms`))
      const timer = setTimeout(late, PATIENCE_MS)
      child.once('exit', () => clearTimeout(timer))
      // Only the first message counts: the stage closes its end of the channel before the command starts.
      child.once('message', (_, listener) => {
        clearTimeout(timer)
        // Loaded only here: it takes milliseconds, and most runs have no proxy.
        const { Server } = process.getBuiltinModule('node:net')
        if (!(listener instanceof Server)) return fail(new Error('what came is no listener'))
        proxy.accept(listener).catch(fail)
        // Of a child that has gone already Node would tell by an event for which nobody listens.
        if (child.connected) child.disconnect()
      })
    },
  }
}

async function proxyFor(
  policy: EgressPolicy,
  { decide, onEvent }: EgressListeners,
): Promise<{ readonly proxy: EgressProxy; readonly egress: Egress }> {
  const { createEgressProxy } = await import('@sandbox/network-proxy')
  const denials: Denial[] = []
  const proxy = createEgressProxy({
    policy,
    decide,
    onEvent: (event) => {
      if (event.type === 'denied' && denials.length < MOST_DENIALS) denials.push(event.denial)
      onEvent?.(event)
    },
  })
  let announceClosed: () => void = () => {}
  const closed = new Promise<void>((done) => {
    announceClosed = done
  })
  const close = () => proxy.close().finally(announceClosed)
  return { proxy, egress: { denials, stats: () => proxy.stats(), close, closed } }
}
