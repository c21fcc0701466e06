/** The way out of one run: a proxy of its own, behind the listener that the sandbox hands out. */

import type { ChildProcess } from 'node:child_process'
import type { EgressDecider } from '@sandbox/network-proxy'
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
  /** End every connection. */
  close(): Promise<void>
}

/** @param decide asked about hosts that no rule lists; left out, they are refused */
export async function startEgress(policy: EgressPolicy, decide?: EgressDecider): Promise<EgressService> {
  const { createEgressProxy } = await import('@sandbox/network-proxy')
  const denials: Denial[] = []
  const proxy = createEgressProxy({
    policy,
    decide,
    onEvent: (event) => {
      if (event.type === 'denied') denials.push(event.denial)
    },
  })
  let failure: SandboxError | undefined
  return {
    denials,
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
    close: () => proxy.close(),
  }
}
