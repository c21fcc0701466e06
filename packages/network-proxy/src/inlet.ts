/**
 * Reads a connection into one buffer of its own and writes that to another, without a queue: what the other's kernel does
 * not take stops the reading. So a tunnel holds two buffers, however slow its ends are, and a fast one copies nothing.
 */

import type { ConnectOpts, Socket } from 'node:net'

const SMALLEST = 4 * 1024
const LARGEST = 512 * 1024

/** Memory beyond the smallest buffers, shared by all inlets of a proxy. */
export interface BufferBudget {
  /** Bytes. */
  left: number
}

/** The reading side of one connection. Its stream gives no bytes, only the end. */
export interface Inlet {
  /** Goes into the options of the connection. */
  readonly onread: NonNullable<ConnectOpts['onread']>
  /** A copy of what comes next; undefined when nothing will. */
  next(from: Socket): Promise<Buffer | undefined>
  /** From now on what is read from `from` goes to `to`, behind the bytes in `first`, and its end as well. */
  pour(from: Socket, to: Socket, first?: Buffer): void
  /** From now on what is read goes nowhere. */
  drain(from: Socket): void
}

/** Takes bytes before the buffer is read into again. False when that must wait. */
type Sink = (bytes: Buffer) => boolean

/** @param before bytes of the connection that somebody has read already */
export function createInlet(budget: BufferBudget, before?: Buffer): Inlet {
  let buffer = Buffer.allocUnsafeSlow(SMALLEST)
  let borrowed = 0
  let held = before
  let sink: Sink | undefined
  let isWatched = false

  /** More bytes per call, as long as there is memory for it: that is what makes a single stream fast. */
  const grow = () => {
    const more = buffer.length
    // Nobody takes all that is left, so those that come later are not slow altogether.
    if (buffer.length >= LARGEST || more > budget.left / 4) return
    budget.left -= more
    borrowed += more
    buffer = Buffer.allocUnsafeSlow(buffer.length + more)
  }
  const giveBack = () => {
    budget.left += borrowed
    borrowed = 0
  }
  const flow = (from: Socket, into: Sink) => {
    if (!isWatched) from.on('close', giveBack)
    isWatched = true
    sink = into
    const first = held
    held = undefined
    if (first === undefined || into(first)) from.resume()
  }
  return {
    onread: {
      buffer: () => buffer,
      callback: (count) => {
        const bytes = buffer.subarray(0, count)
        if (sink === undefined) {
          held = bytes
          return false
        }
        const isTaken = sink(bytes)
        // INVARIANT: a buffer is read into again only when nobody needs what was in it.
        if (isTaken && count === buffer.length) grow()
        return isTaken
      },
    },
    next(from) {
      return new Promise((resolve) => {
        const settle = (bytes?: Buffer) => {
          sink = undefined
          from.off('end', end)
          from.off('close', end)
          resolve(bytes)
        }
        const end = () => settle()
        from.once('end', end)
        from.once('close', end)
        flow(from, (bytes) => {
          settle(Buffer.from(bytes))
          return false
        })
      })
    },
    pour(from, to, first) {
      if (first !== undefined) held = first
      flow(from, (bytes) => {
        // A closed connection takes nothing, and would seem to have taken all.
        if (to.destroyed) return false
        let isWaiting = false
        to.write(bytes, () => {
          if (isWaiting) from.resume()
        })
        isWaiting = to.writableLength > 0
        return !isWaiting
      })
      if (from.readableEnded) to.end()
      else from.on('end', () => to.end())
    },
    drain(from) {
      flow(from, () => true)
    },
  }
}
