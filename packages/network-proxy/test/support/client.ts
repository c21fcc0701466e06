/** A client that sends exactly the bytes it is told to. */

import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A connection and what has come back on it. */
export interface RawClient {
  readonly socket: Socket
  send(bytes: string | Buffer): void
  /** Everything received so far. */
  text(): string
  /** Waits until the text received begins so, or matches; rejects when the connection ends first. */
  until(pattern: string | RegExp): Promise<string>
  /** Everything, once the other side has ended or broken the connection. */
  rest(): Promise<string>
}

export async function rawClient(port: number, host = '127.0.0.1'): Promise<RawClient> {
  const socket = connect({ port, host, allowHalfOpen: true, noDelay: true })
  onTestFinished(() => void socket.destroy())
  const chunks: Buffer[] = []
  let isOver = false
  const watchers = new Set<() => void>()
  const tell = () => {
    for (const watcher of [...watchers]) watcher()
  }
  const over = () => {
    isOver = true
    tell()
  }
  socket.on('data', (bytes: Buffer) => {
    chunks.push(bytes)
    tell()
  })
  socket.on('end', over).on('close', over).on('error', over)
  const text = () => Buffer.concat(chunks).toString('latin1')
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve())
    socket.once('error', reject)
  })
  const wait = <Value>(check: () => Value | undefined, problem: string) =>
    new Promise<Value>((resolve, reject) => {
      const watcher = () => {
        const value = check()
        if (value !== undefined) resolve(value)
        else if (isOver) reject(new Error(`${problem}; received ${JSON.stringify(text())}`))
        else return
        watchers.delete(watcher)
      }
      watchers.add(watcher)
      watcher()
    })
  return {
    socket,
    send: (bytes) => void socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes),
    text,
    until: (pattern) => wait(() => (fits(text(), pattern) ? text() : undefined), `ended before ${pattern}`),
    rest: () => wait(() => (isOver ? text() : undefined), 'unreachable'),
  }
}

/** A SOCKS5 greeting and a request for a name. */
export function socksRequest(name: string | Buffer, port: number, command = 1): Buffer {
  const bytes = typeof name === 'string' ? Buffer.from(name, 'latin1') : name
  return Buffer.concat([
    Buffer.from([5, 1, 0, 5, command, 0, 3, bytes.length]),
    bytes,
    Buffer.from([port >> 8, port & 255]),
  ])
}

function fits(text: string, pattern: string | RegExp): boolean {
  return typeof pattern === 'string' ? text.startsWith(pattern) : pattern.test(text)
}
