/** Connects to the first of several addresses that answers (RFC 8305), and to no other. */

import type { Socket, TcpNetConnectOpts } from 'node:net'
import type { Places } from './places.js'
import { asUnreachable } from './unreachable.js'

/** Where to connect, and when to give up. */
export interface DialOptions {
  /** Checked already. INVARIANT: nothing is looked up here. */
  readonly addresses: readonly string[]
  readonly port: number
  /** Milliseconds before the next address is tried beside the one that has not answered. */
  readonly attemptDelay: number
  readonly signal: AbortSignal
  /** For attempts beside the first one that is under way; without a place they wait. */
  readonly spare: Pick<Places, 'tryTake' | 'release'>
  /** Begins a connection. */
  readonly open: (options: TcpNetConnectOpts) => Socket
}

const KEEP_ALIVE_PROBE = 60_000

/** @throws UnreachableError, or the reason of the signal */
export function dial({ addresses, port, attemptDelay, signal, spare, open }: DialOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const waiting = alternateFamilies(addresses)
    const attempts = new Set<Socket>()
    let failure: unknown
    let timer: NodeJS.Timeout | undefined
    let borrowed = 0

    const giveBack = () => {
      if (borrowed === 0) return
      borrowed--
      spare.release()
    }
    const settle = () => {
      while (borrowed > 0) giveBack()
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      for (const socket of attempts) socket.destroy()
    }
    const abort = () => {
      settle()
      reject(signal.reason)
    }
    const attempt = () => {
      clearTimeout(timer)
      const [host] = waiting
      if (host === undefined) return
      if (attempts.size > 0) {
        if (!spare.tryTake()) {
          timer = setTimeout(attempt, attemptDelay)
          return
        }
        borrowed++
      }
      waiting.shift()
      const socket = open({ host, port, allowHalfOpen: true, noDelay: true })
      attempts.add(socket)
      socket.once('connect', () => {
        attempts.delete(socket)
        settle()
        socket.setKeepAlive(true, KEEP_ALIVE_PROBE)
        resolve(socket)
      })
      const fail = (error: Error) => {
        // A loser of the race may break after the winner was chosen, and the winner before anybody else listens to it.
        if (!attempts.delete(socket)) return
        giveBack()
        failure ??= error
        if (waiting.length > 0) return attempt()
        if (attempts.size > 0) return
        settle()
        reject(asUnreachable(failure))
      }
      socket.on('error', fail)
      if (waiting.length > 0) timer = setTimeout(attempt, attemptDelay)
    }

    if (signal.aborted) return reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    attempt()
  })
}

/** IPv6 and IPv4 in turn, beginning with the family that the resolver put first. */
function alternateFamilies(addresses: readonly string[]): string[] {
  const isFirstFamily = (address: string) => address.includes(':') === addresses[0]?.includes(':')
  const first = addresses.filter(isFirstFamily)
  const second = addresses.filter((address) => !isFirstFamily(address))
  return first
    .flatMap((address, index) => [address, ...second.slice(index, index + 1)])
    .concat(second.slice(first.length))
}
