/**
 * Reads a server into one buffer of its own and writes that to the client, without a queue: what the client's kernel does
 * not take stops the reading. So a tunnel holds one buffer, however slow its client is, and a fast one copies nothing.
 */

import type { ConnectOpts, Socket } from 'node:net'

const SMALLEST = 16 * 1024
const LARGEST = 512 * 1024

/** Memory beyond the smallest buffers, shared by all inlets of a proxy. */
export interface BufferBudget {
  left: number
}

/** The reading side of one connection to a server. */
export interface Inlet {
  /** Goes into the options of the connection. */
  readonly onread: NonNullable<ConnectOpts['onread']>
  /** From now on what is read from `server` goes to `client`. */
  pour(server: Socket, client: Socket): void
}

export function createInlet(budget: BufferBudget): Inlet {
  let buffer = Buffer.allocUnsafeSlow(SMALLEST)
  let borrowed = 0
  let held: Buffer | undefined
  let give: ((bytes: Buffer) => boolean) | undefined

  /** More bytes per call, as long as there is memory for it: that is what makes a single stream fast. */
  const grow = () => {
    const more = buffer.length
    if (buffer.length >= LARGEST || more > budget.left) return
    budget.left -= more
    borrowed += more
    buffer = Buffer.allocUnsafeSlow(buffer.length + more)
  }
  return {
    onread: {
      buffer: () => buffer,
      callback: (count) => {
        const bytes = buffer.subarray(0, count)
        if (give === undefined) {
          held = bytes
          return false
        }
        const isTaken = give(bytes)
        // INVARIANT: a buffer is read into again only when the kernel has taken all that was in it.
        if (isTaken && count === buffer.length) grow()
        return isTaken
      },
    },
    pour(server, client) {
      server.once('close', () => {
        budget.left += borrowed
        borrowed = 0
      })
      give = (bytes) => {
        // A closed client takes nothing, and would seem to have taken all.
        if (client.destroyed) return false
        let isWaiting = false
        client.write(bytes, () => {
          if (isWaiting) server.resume()
        })
        isWaiting = client.writableLength > 0
        return !isWaiting
      }
      const first = held
      held = undefined
      if (first === undefined || give(first)) server.resume()
      server.once('end', () => client.end())
    },
  }
}
