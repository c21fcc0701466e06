import { createHash } from 'node:crypto'
import { connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startProxy } from './support/proxy.js'
import { egress, LOCAL } from './support/rules.js'
import { listen } from './support/servers.js'

const SIZE = 48 * 1024 * 1024
/** No two blocks are alike, so that a block written twice, or over another, shows. */
const block = (index: number) => Buffer.alloc(64 * 1024, `${index} ${'.'.repeat(index % 61)}`)
const BLOCKS = SIZE / block(0).length

function expectedHash(): string {
  const hash = createHash('sha256')
  for (let index = 0; index < BLOCKS; index++) hash.update(block(index))
  return hash.digest('hex')
}

async function sendAll(socket: Socket): Promise<void> {
  for (let index = 0; index < BLOCKS; index++) {
    if (!socket.write(block(index))) await new Promise((resolve) => socket.once('drain', resolve))
  }
  socket.end()
}

/** Reads in bursts, so that the way here is full again and again. */
function hashOf(socket: Socket, isSlow: boolean): Promise<string> {
  const hash = createHash('sha256')
  let untilPause = 0
  return new Promise((resolve) => {
    socket.on('data', (bytes: Buffer) => {
      hash.update(bytes)
      untilPause += bytes.length
      if (!isSlow || untilPause < 2 ** 20) return
      untilPause = 0
      socket.pause()
      setImmediate(() => setImmediate(() => socket.resume()))
    })
    socket.on('end', () => resolve(hash.digest('hex')))
  })
}

async function tunnelTo(onSocket: (socket: Socket) => void): Promise<Socket> {
  const port = await listen(createServer({ allowHalfOpen: true }, onSocket))
  const proxy = await startProxy({ policy: egress({ [`a.test:${port}`]: LOCAL }) })
  const client = connect({ port: proxy.at.port, host: '127.0.0.1', allowHalfOpen: true })
  onTestFinished(() => void client.destroy())
  client.write(`CONNECT a.test:${port} HTTP/1.1\r\n\r\n`)
  await new Promise<void>((resolve) => {
    const read = () => {
      const head = client.read('HTTP/1.1 200 Connection established\r\n\r\n'.length)
      if (head === null) return
      client.off('readable', read)
      resolve()
    }
    client.on('readable', read)
  })
  return client
}

test.each([false, true])(
  'a long download arrives as it was sent; slow client: %s',
  { timeout: 60_000 },
  async (isSlow) => {
    const client = await tunnelTo((socket) => void sendAll(socket))
    expect(await hashOf(client, isSlow)).toBe(expectedHash())
  },
)

test.each([false, true])(
  'a long upload arrives as it was sent; slow server: %s',
  { timeout: 60_000 },
  async (isSlow) => {
    let report: (hash: string) => void = () => {}
    const received = new Promise<string>((resolve) => {
      report = resolve
    })
    const client = await tunnelTo((socket) => void hashOf(socket, isSlow).then(report))
    await sendAll(client)
    expect(await received).toBe(expectedHash())
  },
)
