/** Reads an exact number of bytes from a stream and leaves the rest in it. */

import type { Duplex } from 'node:stream'

/** The stream ended or broke before the bytes were there. */
export class EndedError extends Error {
  override readonly name = 'EndedError'
}

/** @throws EndedError when the stream ends first */
export async function readBytes(stream: Duplex, count: number): Promise<Buffer> {
  if (count === 0) return Buffer.alloc(0)
  for (;;) {
    const bytes = readNow(stream, count)
    if (bytes?.length === count) return bytes
    if (bytes !== null || stream.readableEnded || stream.destroyed)
      throw new EndedError('the stream ended early')
    await readable(stream)
  }
}

/** At least one byte, at most what has arrived. Undefined at the end of the stream. */
export async function readSome(stream: Duplex): Promise<Buffer | undefined> {
  for (;;) {
    const bytes = readNow(stream)
    if (bytes !== null) return bytes
    if (stream.readableEnded) return undefined
    if (stream.destroyed) throw new EndedError('the stream was closed')
    await readable(stream)
  }
}

function readNow(stream: Duplex, count?: number): Buffer | null {
  const bytes: unknown = stream.read(count)
  return Buffer.isBuffer(bytes) ? bytes : null
}

/** Settles when there may be something to read, or never will be. */
function readable(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const event of EVENTS) stream.off(event, done)
      resolve()
    }
    for (const event of EVENTS) stream.on(event, done)
  })
}

const EVENTS = ['readable', 'end', 'close', 'error'] as const
