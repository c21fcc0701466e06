/** Serves a few requests of one connection at once, lets those behind them wait, and does not read more of it meanwhile. */

import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { EgressLimits } from './limits.js'

/** The requests of all connections of one proxy. */
export interface RequestLines {
  /** Calls `begin` now or when enough of the requests before have been answered; never when the client has gone. */
  enter(socket: Socket, response: ServerResponse, begin: () => void): void
  /** True while a response is not finished: nothing else may be written to the connection. */
  isBusy(socket: Duplex): boolean
  /** True while the connection is not read. */
  isHeld(socket: Duplex): boolean
}

interface Line {
  readonly socket: Socket
  readonly unanswered: Set<ServerResponse>
  /** Begins each request that waits, in order. */
  readonly waiting: (() => void)[]
  underWay: number
  /** Runs while the connection is not read. */
  clock?: NodeJS.Timeout | undefined
}

export function createRequestLines({ pipelined, unanswered: most, stallTime }: EgressLimits): RequestLines {
  const lines = new WeakMap<Duplex, Line>()
  /** Requests behind the first of their connection, of all connections. */
  let behind = 0

  const open = (socket: Socket): Line => {
    const line: Line = { socket, unanswered: new Set(), waiting: [], underWay: 0 }
    lines.set(socket, line)
    socket.once('close', () => {
      clearInterval(line.clock)
      line.waiting.length = 0
      // Node tells the response whose turn it is, and none of those behind it.
      for (const response of line.unanswered) {
        response.destroy()
        response.emit('close')
      }
    })
    return line
  }

  /**
   * THREAT: Node begins every request that it can read, so one connection could have thousands of connections to servers.
   * It resumes reading by itself, too, when a message is complete; so each time the answer is to stop again.
   */
  const hold = (line: Line) => {
    const { socket } = line
    if (line.clock !== undefined) return
    socket.on('resume', stay)
    socket.pause()
    let written = socket.bytesWritten
    // What is not read does not show that the client has gone.
    line.clock = setInterval(() => {
      if (socket.bytesWritten === written) socket.destroy()
      written = socket.bytesWritten
    }, stallTime)
  }
  const release = (line: Line) => {
    const { socket } = line
    if (line.clock === undefined) return
    clearInterval(line.clock)
    line.clock = undefined
    socket.off('resume', stay)
    socket.resume()
  }

  const leave = (line: Line, response: ServerResponse) => {
    if (!line.unanswered.delete(response)) return
    if (line.unanswered.size > 0) behind--
    const begin = line.waiting.shift()
    if (begin === undefined) line.underWay--
    else begin()
    if (line.waiting.length === 0 && !line.socket.destroyed) release(line)
  }

  return {
    enter(socket, response, begin) {
      const line = lines.get(socket) ?? open(socket)
      line.unanswered.add(response)
      response.once('close', () => leave(line, response))
      if (line.unanswered.size > 1) behind++
      if (behind > most) {
        socket.destroy()
      } else if (line.underWay < pipelined) {
        line.underWay++
        begin()
      } else {
        line.waiting.push(begin)
        hold(line)
      }
    },
    isBusy: (socket) => (lines.get(socket)?.unanswered.size ?? 0) > 0,
    isHeld: (socket) => lines.get(socket)?.clock !== undefined,
  }
}

function stay(this: Socket): void {
  this.pause()
}
