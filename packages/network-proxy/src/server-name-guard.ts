/** Looks at the first bytes a client sends into a tunnel, and holds a TLS session to the name the tunnel was opened for. */

import { normalHost } from '@sandbox/policy'
import type { Authority } from './authority.js'
import { MAX_FIRST_FLIGHT, readClientHello } from './client-hello.js'
import { type Refusal, sniMismatch, tlsMalformed } from './refusal.js'
import type { ClientEnd } from './take-over.js'

/** Bytes that may pass: none when the client ended, or left, without any. */
export interface Cleared {
  readonly bytes: Buffer | undefined
}

/**
 * Waits for the first bytes. A silent client is waited for without end (servers may speak first); one that has begun a
 * ClientHello is not.
 *
 * INVARIANT: until this answers, no byte of the client has left.
 */
export async function guardServerName(
  { socket, inlet }: ClientEnd,
  target: Authority,
  headTime: number,
): Promise<Cleared | Refusal> {
  let seen: Buffer | undefined
  let needs = 1
  let timer: NodeJS.Timeout | undefined
  try {
    for (;;) {
      const bytes = await inlet.next(socket)
      if (bytes === undefined) {
        return seen === undefined || socket.destroyed ? { bytes: undefined } : tlsMalformed(target)
      }
      seen = seen === undefined ? bytes : Buffer.concat([seen, bytes])
      if (seen.length < needs) continue
      const hello = readClientHello(seen)
      if (typeof hello === 'object' && 'needs' in hello && seen.length <= MAX_FIRST_FLIGHT) {
        needs = hello.needs
        timer ??= setTimeout(() => socket.destroy(), headTime)
        continue
      }
      return judge(hello, target) ?? { bytes: seen }
    }
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
