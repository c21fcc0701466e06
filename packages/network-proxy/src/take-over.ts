/** Takes an accepted connection over into a socket that is read through an inlet, as those that are made here are. */

import { Socket, type SocketConstructorOpts } from 'node:net'
import { type BufferBudget, createInlet, type Inlet } from './inlet.js'

/** The client's end of a tunnel. */
export interface ClientEnd {
  readonly socket: Socket
  readonly inlet: Inlet
}

/**
 * Nothing may wait to be written. The accepted socket is an empty shell afterwards: it closes when the new one does, and
 * closes it. Undefined when the connection is gone.
 *
 * Node gives `onread` to connections that it makes, and not to those it accepts; so this uses the handle, which every
 * version of Node we support has and none documents. Read the usual way each client costs two chunks of 64 KiB.
 */
export function takeOver(accepted: Socket, budget: BufferBudget): ClientEnd | undefined {
  const handle: unknown = Reflect.get(accepted, '_handle')
  if (accepted.destroyed || accepted.writableLength > 0 || !isObject(handle)) {
    accepted.destroy()
    return undefined
  }
  const before: unknown = accepted.read()
  Reflect.set(accepted, '_handle', null)
  const inlet = createInlet(budget, Buffer.isBuffer(before) ? before : undefined)
  const options = { handle, allowHalfOpen: true, pauseOnCreate: true, onread: inlet.onread }
  const socket = new Socket(options as SocketConstructorOpts)
  socket.on('close', () => accepted.destroy())
  accepted.on('close', () => socket.destroy())
  return { socket, inlet }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
