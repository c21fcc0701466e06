/** Reads an exact number of bytes from a stream and leaves the rest in it. */

import type { Duplex } from 'node:stream'

/** The stream ended or broke before the bytes were there. */
export class EndedError extends Error {
  override readonly name = 'EndedError'
}

/** @throws EndedError when the stream ends first */
export async function readBytes(stream: Duplex, count: number): Promise<Buffer> {
  let bytes: Buffer = Buffer.alloc(0)
  while (bytes.length < count) {
    // THREAT: asking a stream for more than it holds wakes us again at once, for ever, while nothing else runs.
    const some = await readSome(stream)
    if (some === undefined) throw new EndedError('the stream ended early')
    bytes = bytes.length === 0 ? some : Buffer.concat([bytes, some])
  }
  if (bytes.length > count) stream.unshift(bytes.subarray(count))
  return bytes.subarray(0, count)
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

function readNow(stream: Duplex): Buffer | null {
  const bytes: unknown = stream.read()
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
