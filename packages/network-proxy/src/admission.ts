/** Lets a bounded number of connections in; some more wait unread, and the rest are closed. */

import type { Socket } from 'node:net'
import type { Counts } from './audit.js'
import type { EgressLimits } from './limits.js'

/** The door of one proxy. */
export interface Admission {
  /** For each accepted connection, which nobody has read from. */
  enter(socket: Socket): void
  close(): void
}

export function createAdmission(
  { connections, waiting: places }: EgressLimits,
  counts: Counts,
  serve: (socket: Socket) => void,
): Admission {
  const waiting: Socket[] = []
  let isClosed = false

  const begin = (socket: Socket) => {
    counts.open++
    socket.on('close', () => {
      counts.open--
      next()
    })
    serve(socket)
  }
  const next = () => {
    while (!isClosed && counts.open < connections) {
      const socket = waiting.shift()
      if (socket === undefined) break
      counts.waiting--
      if (!socket.destroyed) return begin(socket)
    }
  }
  return {
    enter(socket) {
      counts.total++
      if (isClosed) {
        socket.destroy()
      } else if (counts.open < connections) {
        begin(socket)
      } else if (counts.waiting < places) {
        // Unread, so the kernel's window is what the client can fill.
        counts.waiting++
        waiting.push(socket)
      } else {
        counts.dropped++
        socket.destroy()
      }
    },
    close() {
      isClosed = true
      for (const socket of waiting.splice(0)) socket.destroy()
      counts.waiting = 0
    },
  }
}
