import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { DEFAULT_LIMITS } from '../src/limits.js'
import { rawClient } from './support/client.js'
import { startProxy } from './support/proxy.js'
import { egress, LOCAL } from './support/rules.js'
import { canary, httpServer } from './support/servers.js'

const PATIENCE = 60_000

const get = (host: string, path: string | number = '') =>
  `GET http://${host}/${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`

const ended = (socket: Socket) =>
  socket.readableEnded ? Promise.resolve() : new Promise<void>((resolve) => socket.once('end', resolve))

/** A server that never answers, and the first connections to it. */
async function silentServer() {
  const server = await canary()
  const host = `slow.test:${server.port}`
  const sockets = async (amount: number) => {
    const seen: Socket[] = []
    while (seen.length < amount) seen.push(await server.nextConnection())
    return seen
  }
  return { server, host, sockets }
}

/** Answers with the path and the body of each request. */
const echo = () =>
  httpServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => response.end(`<${request.url}${Buffer.concat(chunks).toString('latin1')}>`))
  })

/** What the echo said, without the heads. */
const bodies = (text: string) => [...text.matchAll(/<([^>]*)>/g)].map(([, body]) => body)

test('twenty thousand requests on one connection reach a server that never answers a few times', {
  timeout: PATIENCE,
}, async () => {
  const { server, host, sockets } = await silentServer()
  const port = await echo()
  const proxy = await startProxy({
    policy: egress({ [host]: LOCAL, [`a.test:${port}`]: LOCAL }),
    limits: { stallTime: 1500 },
  })
  const client = await rawClient(proxy.at.port)
  client.send(get(host).repeat(20_000))
  const reached = await sockets(DEFAULT_LIMITS.pipelined)
  // Whatever else was read at once has been looked at by the time that somebody else has an answer.
  const other = await rawClient(proxy.at.port)
  other.send(get(`a.test:${port}`))
  await other.until(/<\/>/)
  expect(server.connections()).toBe(DEFAULT_LIMITS.pipelined)
  client.socket.destroy()
  await Promise.all(reached.map(ended))
  expect(server.connections()).toBe(DEFAULT_LIMITS.pipelined)
  other.socket.destroy()
  await expect.poll(() => proxy.stats().connections.open, { timeout: PATIENCE }).toBe(0)
})

test('of a client that leaves nothing stays, also behind the request whose turn it is', async () => {
  const { host, sockets } = await silentServer()
  const proxy = await startProxy({ policy: egress({ [host]: LOCAL }) })
  const client = await rawClient(proxy.at.port)
  client.send(get(host).repeat(3))
  const reached = await sockets(3)
  client.socket.destroy()
  await Promise.all(reached.map(ended))
})

test('thousands of requests on one connection are answered in order', { timeout: PATIENCE }, async () => {
  const port = await echo()
  const host = `a.test:${port}`
  const proxy = await startProxy({ policy: egress({ [host]: LOCAL }) })
  const client = await rawClient(proxy.at.port)
  const paths = Array.from({ length: 5000 }, (_, index) => index)
  client.send(`${paths.map((path) => get(host, path)).join('')}${get(host, 'last')}`)
  const answers = bodies(await client.until(/<\/last>/))
  expect(answers).toEqual([...paths.map((path) => `/${path}`), '/last'])
  client.send(get(host, 'again'))
  await client.until(/<\/again>/)
})

test('bodies and refusals have their place in the line', { timeout: PATIENCE }, async () => {
  const port = await echo()
  const host = `a.test:${port}`
  const proxy = await startProxy({ policy: egress({ [host]: LOCAL }), limits: { pipelined: 2 } })
  const client = await rawClient(proxy.at.port)
  const body = 'x'.repeat(200_000)
  const post = (index: number, more = '') =>
    `POST http://${host}/${index}- HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`
  const paths = Array.from({ length: 20 }, (_, index) => index)
  const asked = paths.map(
    (index) => `${get('b.test')}${post(index, 'Expect: 100-continue\r\n')}${post(index)}`,
  )
  client.send(`${asked.join('')}${get(host, 'last')}`)
  const text = await client.until(/<\/last>/)
  expect(bodies(text)).toEqual([
    ...paths.flatMap((index) => [`/${index}-${body}`, `/${index}-${body}`]),
    '/last',
  ])
  expect(text.match(/HTTP\/1\.1 403 /g)).toHaveLength(paths.length)
})

test('a head that is cut where reading stopped is not late', async () => {
  const { server, host, sockets } = await silentServer()
  const proxy = await startProxy({
    policy: egress({ [host]: LOCAL }),
    limits: { pipelined: 1, headTime: 60, connectTime: PATIENCE },
  })
  const client = await rawClient(proxy.at.port)
  client.send(`${get(host)}${get(host)}GET http://${host}/third HTTP/1.1\r\n`)
  const [first] = await sockets(1)
  // By the time that these have been told to be late, that one would have been, too.
  for (const _ of [1, 2, 3]) {
    const late = await rawClient(proxy.at.port)
    late.send('GET http://')
    await late.until(/^HTTP\/1\.1 408 /)
  }
  client.send(`Host: ${host}\r\n\r\n`)
  const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
  first?.on('data', () => first.write(answer))
  first?.write(answer)
  await client.until(/^(?:HTTP[\s\S]*?ok){3}$/)
  expect(server.connections()).toBe(1)
})

test('more requests behind others than the limit close their connection, and no other', async () => {
  const { host, sockets } = await silentServer()
  const proxy = await startProxy({ policy: egress({ [host]: LOCAL }), limits: { unanswered: 3 } })
  const modest = await rawClient(proxy.at.port)
  modest.send(get(host).repeat(3))
  await sockets(3)
  const greedy = await rawClient(proxy.at.port)
  greedy.send(get(host).repeat(3))
  expect(await greedy.rest()).toBe('')
  greedy.socket.destroy()
  const single = await rawClient(proxy.at.port)
  single.send(get('b.test').repeat(2))
  await single.until(/no rule allows[\s\S]*no rule allows/)
  expect(modest.socket.readableEnded).toBe(false)
})

test('who finds all places at servers taken waits for one', async () => {
  const { server, host, sockets } = await silentServer()
  const port = await echo()
  const proxy = await startProxy({
    policy: egress({ [host]: LOCAL, [`a.test:${port}`]: LOCAL }),
    limits: { upstreams: 2 },
  })
  const clients = await Promise.all([1, 2, 3, 4].map(() => rawClient(proxy.at.port)))
  const [first, second, third, fourth] = clients
  // A connection that is kept for another request gives its place away.
  first?.send(get(`a.test:${port}`))
  await first?.until(/<\/>/)
  first?.send(get(host))
  second?.send(`CONNECT ${host} HTTP/1.1\r\n\r\n`)
  await second?.until(/^HTTP\/1\.1 200 /)
  const reached = await sockets(2)
  third?.send(get(host))
  fourth?.send(get(`a.test:${port}`))
  const other = await rawClient(proxy.at.port)
  other.send(get('b.test'))
  await other.until(/no rule allows/)
  expect(server.connections()).toBe(2)
  // Who leaves while waiting takes no place along.
  third?.socket.destroy()
  await proxy.event(({ type }) => type === 'failed')
  first?.socket.destroy()
  await fourth?.until(/<\/>/)
  second?.socket.destroy()
  await Promise.all(reached.map(ended))
  expect(server.connections()).toBe(2)
})
