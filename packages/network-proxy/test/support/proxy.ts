/** Proxies for tests, closed at the end of their test. */

import { onTestFinished } from 'vitest'
import {
  createEgressProxy,
  type EgressEndpoint,
  type EgressEvent,
  type EgressProxy,
} from '../../src/index.js'
import type { EgressProxyOptions } from '../../src/proxy.js'

/** A proxy that listens, and what it has told. */
export interface TestProxy extends EgressProxy {
  readonly at: EgressEndpoint
  readonly events: EgressEvent[]
  /** Names that were looked up, in order. */
  readonly lookedUp: string[]
  /** Settles with the first event for which this is true, past or future. */
  event(matches: (event: EgressEvent) => boolean): Promise<EgressEvent>
}

/** Every name leads to 127.0.0.1, unless `addresses` says otherwise. */
export async function startProxy(
  options: EgressProxyOptions & { readonly addresses?: Readonly<Record<string, readonly string[]>> },
): Promise<TestProxy> {
  const events: EgressEvent[] = []
  const lookedUp: string[] = []
  const watchers = new Set<() => void>()
  const proxy = createEgressProxy({
    resolver: async (name) => {
      lookedUp.push(name)
      return options.addresses?.[name] ?? ['127.0.0.1']
    },
    ...options,
    onEvent: (event) => {
      events.push(event)
      options.onEvent?.(event)
      for (const watcher of [...watchers]) watcher()
    },
  })
  onTestFinished(() => proxy.close())
  const at = await proxy.listen()
  const event = (matches: (event: EgressEvent) => boolean) =>
    new Promise<EgressEvent>((resolve) => {
      const watcher = () => {
        const found = events.find(matches)
        if (found === undefined) return
        watchers.delete(watcher)
        resolve(found)
      }
      watchers.add(watcher)
      watcher()
    })
  return Object.assign(Object.create(proxy) as EgressProxy, { at, events, lookedUp, event })
}
