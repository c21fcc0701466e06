/** The way out of one run: a proxy of its own, behind the listener that the sandbox hands out. */

import type { ChildProcess } from 'node:child_process'
import type { EgressDecider, EgressEvent, EgressStats } from '@sandbox/network-proxy'
import type { Denial, EgressPolicy, SandboxError } from '@sandbox/policy'
import { egressNotServed } from './errors.js'

/** How long the inner stage may take to hand its listener out. */
const PATIENCE_MS = 5000

/** Serves one run. */
export interface EgressService {
  /**
   * Wait for the listener on the child's message channel, and serve it.
   *
   * @param callOff ends the run: without the listener the command would only find a closed door
   */
  serve(child: ChildProcess, callOff: () => void): void
  /** Why the run was called off. */
  readonly failure: SandboxError | undefined
  /** What was refused so far. */
  readonly denials: readonly Denial[]
  /** Counters so far. */
  stats(): EgressStats
  /** End every connection. */
  close(): Promise<void>
  /** Resolves when that was done: the counters are final. */
  readonly closed: Promise<void>
}

/** Who is asked and told. */
export interface EgressListeners {
  /** Asked about hosts that no rule lists; left out, they are refused. */
  readonly decide?: EgressDecider | undefined
  /** Told of everything while it happens. */
  readonly onEvent?: ((event: EgressEvent) => void) | undefined
}

/** A proxy for one run. */
export async function startEgress(
  policy: EgressPolicy,
  { decide, onEvent }: EgressListeners = {},
): Promise<EgressService> {
  const { createEgressProxy } = await import('@sandbox/network-proxy')
  const denials: Denial[] = []
  const proxy = createEgressProxy({
    policy,
    decide,
    onEvent: (event) => {
      if (event.type === 'denied') denials.push(event.denial)
      onEvent?.(event)
    },
  })
  let failure: SandboxError | undefined
  let announceClosed: () => void = () => {}
  const closed = new Promise<void>((done) => {
    announceClosed = done
  })
  return {
    denials,
    closed,
    stats: () => proxy.stats(),
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
        child.disconnect()
      })
    },
    close: () => proxy.close().finally(announceClosed),
  }
}
