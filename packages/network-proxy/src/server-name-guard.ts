/** Looks at the first bytes a client sends into a tunnel, and holds a TLS session to the name the tunnel was opened for. */

import type { Socket } from 'node:net'
import { normalHost } from '@sandbox/policy'
import type { Authority } from './authority.js'
import { EndedError, readSome } from './bytes.js'
import { MAX_FIRST_FLIGHT, readClientHello } from './client-hello.js'
import { type Refusal, sniMismatch, tlsMalformed } from './refusal.js'

/**
 * Waits for the first bytes and puts them back. Undefined when they may pass.
 * A silent client is waited for without end (servers may speak first); one that has begun a ClientHello is not.
 *
 * INVARIANT: until this answers, no byte of the client has left.
 */
export async function guardServerName(
  client: Socket,
  target: Authority,
  headTime: number,
): Promise<Refusal | undefined> {
  let seen: Buffer = Buffer.alloc(0)
  let needs = 1
  let timer: NodeJS.Timeout | undefined
  try {
    for (;;) {
      const bytes = await readSome(client)
      if (bytes === undefined) return seen.length === 0 ? undefined : tlsMalformed(target)
      seen = seen.length === 0 ? bytes : Buffer.concat([seen, bytes])
      if (seen.length < needs) continue
      const hello = readClientHello(seen)
      if (typeof hello === 'object' && 'needs' in hello && seen.length <= MAX_FIRST_FLIGHT) {
        needs = hello.needs
        timer ??= setTimeout(() => client.destroy(), headTime)
        continue
      }
      const refusal = judge(hello, target)
      if (refusal === undefined) client.unshift(seen)
      return refusal
    }
  } catch (error) {
    if (error instanceof EndedError) return undefined
    throw error
  } finally {
    clearTimeout(timer)
  }
}

function judge(hello: ReturnType<typeof readClientHello>, target: Authority): Refusal | undefined {
  if (hello === 'other') return undefined
  if (hello === 'malformed' || 'needs' in hello) return tlsMalformed(target)
  const { serverName } = hello
  // THREAT: by another name a shared server would serve a site that no rule allows.
  if (serverName === undefined || (/^[\w.-]+$/.test(serverName) && normalHost(serverName) === target.host)) {
    return undefined
  }
  return sniMismatch(target, /^[\w.:-]{1,253}$/.test(serverName) ? serverName : 'a name that cannot be read')
}
