/** Looks a name up once, and gives its addresses in their normal spelling. */

import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { normalHost } from '@sandbox/policy'
import { UnreachableError } from './unreachable.js'

/** Addresses of a name, IPv4 and IPv6 mixed, best first. Rejects when there are none. */
export type Resolver = (name: string) => Promise<readonly string[]>

/** A checked lookup that ends with its signal. */
export type Lookup = (name: string, signal: AbortSignal) => Promise<readonly string[]>

/** More addresses than anybody tries; a resolver that answers with thousands costs no more. */
const MOST_ADDRESSES = 16

/** The resolver of the host: its hosts file and its name servers. */
export const systemResolver: Resolver = async (name) => {
  const found = await systemLookup(name, { all: true, verbatim: true })
  return found.map(({ address }) => address)
}

export function createLookup(resolver: Resolver, count: () => void): Lookup {
  return async (name, signal) => {
    count()
    const found = await untilAborted(resolver(name), signal).catch((cause: unknown) => {
      throw signal.aborted
        ? signal.reason
        : new UnreachableError('dns_error', `${name} has no address`, cause)
    })
    const addresses = [...new Set(found.slice(0, MOST_ADDRESSES).map(normalAddress))]
    if (addresses.length === 0) throw new UnreachableError('dns_error', `${name} has no address`)
    return addresses
  }
}

/** THREAT: a zone, or a mapped spelling, would pass a check that knows the plain address only. */
function normalAddress(text: string): string {
  const normal = normalHost(text)
  if (normal === undefined || isIP(normal) === 0) {
    throw new UnreachableError('dns_error', 'the resolver answered with something that is no address')
  }
  return normal
}

async function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted()
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
