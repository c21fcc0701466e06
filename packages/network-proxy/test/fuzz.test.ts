/**
 * Random bytes near valid ones, through a whole proxy. Judges that know nothing of the proxy look at what comes out:
 * a lenient HTTP parser, OpenSSL, and a server that nobody may reach.
 * SANDBOX_FUZZ_INPUTS=1000000 tries more.
 */

import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer } from 'node:net'
import { createServer as createTlsServer, connect as tlsConnect } from 'node:tls'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { socksRequest } from './support/client.js'
import { helloMessage, records } from './support/client-hello.js'
import { near } from './support/mutate.js'
import { startProxy } from './support/proxy.js'
import { egress, LOCAL } from './support/rules.js'
import { canary, listen } from './support/servers.js'

const INPUTS = Number(process.env.SANDBOX_FUZZ_INPUTS ?? 2000)
const KINDS = 4
/** Inputs that are tried at once. */
const BATCH = 25
const RUNS = Math.ceil(INPUTS / KINDS / BATCH)
const PATIENCE = 60_000 + INPUTS * 10

/** Sends everything, and waits until the proxy has closed the connection. */
function exchange(port: number, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    socket.on('error', () => {})
    socket.on('close', () => resolve())
    socket.on('end', () => socket.destroy())
    socket.resume()
    socket.end(bytes)
  })
}

/** A proxy that lets `good.test` through, and a server that stands for everybody else. */
async function field(goodPort: number, limited = false) {
  const bad = await canary((socket) => void socket.end())
  const proxy = await startProxy({
    policy: egress({ [`good.test:${goodPort}`]: LOCAL }, { limited }),
    limits: { headTime: 300, idleTime: 2_000 },
    // Otherwise every event of every input would be kept.
    onEvent: () => void proxyEvents().splice(0),
  })
  const proxyEvents = () => proxy.events
  return { bad, proxy }
}

async function holds(
  { bad, proxy }: Awaited<ReturnType<typeof field>>,
  seeds: readonly string[],
  judge: () => void,
) {
  const property = fc.asyncProperty(
    fc.array(near(seeds), { minLength: BATCH, maxLength: BATCH }),
    async (inputs) => {
      await Promise.all(inputs.map((bytes) => exchange(proxy.at.port, bytes)))
      expect(bad.connections()).toBe(0)
      expect([...new Set(proxy.lookedUp.splice(0))].filter((name) => name !== 'good.test')).toEqual([])
      judge()
    },
  )
  await fc.assert(property, { numRuns: RUNS, endOnFailure: INPUTS > 10_000 })
  const alive = proxy.stats()
  expect(alive.connections.dropped).toBe(0)
}

test('request heads', { timeout: PATIENCE }, async () => {
  const strange: string[] = []
  // THREAT: this parser takes much of what ours refuses, so that anything smuggled shows up as a request.
  const server = createHttpServer({ insecureHTTPParser: true }, (request, response) => {
    const { method = '', headers } = request
    if (headers.host?.toLowerCase() !== `good.test:${port}` || headers.upgrade !== undefined) {
      strange.push(JSON.stringify(request.rawHeaders))
    }
    if (!['GET', 'HEAD', 'OPTIONS'].includes(method)) strange.push(method)
    request.resume().on('end', () => response.end('ok'))
  })
  const port = await listen(server)
  // Under limited there are no tunnels, so every request the server sees was judged as one.
  const parts = await field(port, true)
  const good = `good.test:${port}`
  const evil = `evil.test:${parts.bad.port}`
  const inner = `GET http://${evil}/ HTTP/1.1\r\nHost: ${evil}\r\n\r\n`
  const seeds = [
    `GET http://${good}/ HTTP/1.1\r\nHost: ${good}\r\n\r\n`,
    `GET http://${evil}/ HTTP/1.1\r\nHost: ${good}\r\n\r\n`,
    `GET http://${good}/a?b HTTP/1.1\r\nHost: ${good}\r\nAccept: */*\r\n\r\n${inner}`,
    `OPTIONS http://${good}/ HTTP/1.1\r\nHost: ${good}\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`,
    `GET http://${good}/ HTTP/1.1\r\nHost: ${good}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n${inner}`,
    `POST http://${good}/ HTTP/1.1\r\nHost: ${good}\r\nContent-Length: 0\r\n\r\n`,
    `HEAD http://${good}/ HTTP/1.0\r\nHost: ${good}\r\nConnection: keep-alive\r\n\r\n`,
  ]
  await holds(parts, seeds, () => expect(strange).toEqual([]))
})

test('CONNECT targets', { timeout: PATIENCE }, async () => {
  const port = await listen(createServer((socket) => void socket.resume()))
  const parts = await field(port)
  const seeds = [
    `good.test:${port}`,
    `evil.test:${parts.bad.port}`,
    `127.0.0.1:${parts.bad.port}`,
    `[::1]:${parts.bad.port}`,
  ].flatMap((target) => [
    `CONNECT ${target} HTTP/1.1\r\n\r\n`,
    `CONNECT ${target} HTTP/1.1\r\nHost: good.test:${port}\r\n\r\nhello`,
  ])
  await holds(parts, seeds, () => {})
})

test('SOCKS frames', { timeout: PATIENCE }, async () => {
  const port = await listen(createServer((socket) => void socket.resume()))
  const parts = await field(port)
  const { port: badPort } = parts.bad
  const address = (...bytes: readonly number[]) =>
    Buffer.from([5, 1, 0, 5, 1, 0, ...bytes, badPort >> 8, badPort & 255])
  const seeds = [
    socksRequest('good.test', port),
    socksRequest('evil.test', badPort),
    socksRequest('evil.test\0good.test', badPort),
    address(1, 127, 0, 0, 1),
    address(4, ...Buffer.alloc(15), 1),
    Buffer.concat([socksRequest('good.test', port), Buffer.from('hello')]),
  ].map((bytes) => bytes.toString('latin1'))
  await holds(parts, seeds, () => {})
})

test('the first records of TLS', { timeout: PATIENCE }, async () => {
  const names = new Set<string>()
  const server = createTlsServer({
    SNICallback: (name, answer) => {
      names.add(name.toLowerCase())
      answer(new Error('no such server'))
    },
  })
  const port = await listen(server)
  const parts = await field(port)
  const ask = `CONNECT good.test:${port} HTTP/1.1\r\n\r\n`
  const hellos = [
    await realHello('good.test'),
    await realHello('evil.test'),
    records(helloMessage({ names: ['evil.test'] }), 40),
  ]
  const cut = hellos.map((hello) => records(hello.subarray(5), 60))
  const seeds = [...hellos, ...cut].map((hello) => ask + hello.toString('latin1'))
  const allowed = ['good.test', 'good.test.']
  await holds(parts, seeds, () => expect([...names].filter((name) => !allowed.includes(name))).toEqual([]))
  // The judge must have seen something, or it proves nothing.
  expect(names).toContain('good.test')
})

/** What OpenSSL sends first. */
async function realHello(servername: string): Promise<Buffer> {
  const server = createServer()
  const port = await listen(server)
  const client = tlsConnect({ port, host: '127.0.0.1', servername })
  client.on('error', () => {})
  const [socket] = (await once(server, 'connection')) as [import('node:net').Socket]
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  client.destroy()
  return bytes
}
