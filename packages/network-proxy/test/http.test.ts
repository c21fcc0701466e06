import { Agent, request } from 'node:http'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { rawClient } from './support/client.js'
import { startProxy } from './support/proxy.js'
import { egress, LOCAL } from './support/rules.js'
import { canary, httpServer } from './support/servers.js'

/** Answers with what it was asked. */
const echo = () =>
  httpServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const { method, url, rawHeaders } = incoming
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ method, url, rawHeaders, body: Buffer.concat(chunks).toString() }))
    })
  })

const head = (method: string, url: string, host: string, more = '') =>
  `${method} ${url} HTTP/1.1\r\nHost: ${host}\r\n${more}Connection: close\r\n\r\n`

test('a request reaches the server with a Host that was checked, and nothing of the proxy in it', async () => {
  const port = await echo()
  const proxy = await startProxy({ policy: egress({ [`a.test:${port}`]: LOCAL }) })
  const client = await rawClient(proxy.at.port)
  const more = 'Proxy-Authorization: Basic x\r\nProxy-Connection: keep-alive\r\nX-Mine: 1\r\n'
  client.send(head('GET', `http://A.TEST.:${port}/p?q`, `a.test:${port}`, more))
  const [, body = ''] = (await client.rest()).split('\r\n\r\n')
  expect(JSON.parse(body)).toEqual({
    method: 'GET',
    url: '/p?q',
    rawHeaders: ['Host', `a.test:${port}`, 'X-Mine', '1', 'Connection', 'keep-alive'],
    body: '',
  })
  expect(proxy.lookedUp).toEqual(['a.test'])
})

test.each(['POST', 'PUT', 'DELETE', 'GET', 'OPTIONS', 'PROPFIND'])(
  'the chunked body of %s ends where the client ended it',
  async (method) => {
    const port = await echo()
    const proxy = await startProxy({ policy: egress({ [`a.test:${port}`]: LOCAL }) })
    const client = await rawClient(proxy.at.port)
    const more = 'Transfer-Encoding: chunked\r\n'
    client.send(`${head(method, `http://a.test:${port}/`, `a.test:${port}`, more)}5\r\nhello\r\n0\r\n\r\n`)
    const answer = await client.rest()
    expect(answer).toContain('"body":"hello"')
    expect(answer).toContain(`"method":"${method}"`)
  },
)

test('a body of known length is passed on as it is', async () => {
  const port = await echo()
  const proxy = await startProxy({ policy: egress({ [`a.test:${port}`]: LOCAL }) })
  const client = await rawClient(proxy.at.port)
  client.send(`${head('POST', `http://a.test:${port}/`, `a.test:${port}`, 'Content-Length: 5\r\n')}hello`)
  expect(await client.rest()).toContain('"body":"hello"')
})

test('consent to a body comes after the decision', async () => {
  const port = await echo()
  const proxy = await startProxy({ policy: egress({ [`a.test:${port}`]: LOCAL }) })
  const more = 'Content-Length: 5\r\nExpect: 100-continue\r\n'
  const allowed = await rawClient(proxy.at.port)
  allowed.send(head('POST', `http://a.test:${port}/`, `a.test:${port}`, more))
  await allowed.until(/^HTTP\/1\.1 100 Continue\r\n/)
  allowed.send('hello')
  expect(await allowed.rest()).toContain('"body":"hello"')
  const refused = await rawClient(proxy.at.port)
  refused.send(head('POST', `http://b.test:${port}/`, `b.test:${port}`, more))
  expect(await refused.until(/no rule allows/)).toMatch(/^HTTP\/1\.1 403 /)
})

test('connections to a server are used again, and looked up once', async () => {
  const server = await canary((socket) => {
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))
  })
  const proxy = await startProxy({ policy: egress({ [`a.test:${server.port}`]: LOCAL }) })
  const client = await rawClient(proxy.at.port)
  for (const count of [1, 2, 3]) {
    client.send(`GET http://a.test:${server.port}/ HTTP/1.1\r\nHost: a.test:${server.port}\r\n\r\n`)
    await client.until(new RegExp(`^(?:HTTP[\\s\\S]*?ok){${count}}$`))
  }
  expect(server.connections()).toBe(1)
  expect(proxy.lookedUp).toEqual(['a.test'])
})

test('a kept connection that the server has closed costs a request without a body nothing', async () => {
  let answered = 0
  const server = await canary((socket) => {
    socket.once('data', () => {
      answered++
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      // The second request on this connection is met by a reset.
      socket.once('data', () => socket.resetAndDestroy())
    })
  })
  const proxy = await startProxy({ policy: egress({ [`a.test:${server.port}`]: LOCAL }) })
  const client = await rawClient(proxy.at.port)
  for (const count of [1, 2]) {
    client.send(`GET http://a.test:${server.port}/ HTTP/1.1\r\nHost: a.test:${server.port}\r\n\r\n`)
    await client.until(new RegExp(`^(?:HTTP[\\s\\S]*?ok){${count}}$`))
  }
  expect(answered).toBe(2)
})

test('a connection whose server has ended its side is not used again', async () => {
  const server = await canary((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))
  })
  const proxy = await startProxy({ policy: egress({ [`a.test:${server.port}`]: LOCAL }) })
  const client = await rawClient(proxy.at.port)
  for (const count of [1, 2]) {
    client.send(`POST http://a.test:${server.port}/ HTTP/1.1\r\nHost: a.test:${server.port}\r\n\r\n`)
    await client.until(new RegExp(`^(?:HTTP[\\s\\S]*?ok){${count}}$`))
    const socket = await server.nextConnection()
    if (!socket.readableEnded) await new Promise((resolve) => socket.once('end', resolve))
  }
})

test('a request that may change something is never sent twice', async () => {
  let asked = 0
  const server = await canary((socket) => {
    socket.on('data', () => {
      asked++
      if (asked === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      else socket.resetAndDestroy()
    })
  })
  const proxy = await startProxy({ policy: egress({ [`a.test:${server.port}`]: LOCAL }) })
  const client = await rawClient(proxy.at.port)
  const ask = `POST http://a.test:${server.port}/ HTTP/1.1\r\nHost: a.test:${server.port}\r\n\r\n`
  client.send(ask)
  await client.until(/ok$/)
  client.send(ask)
  await client.until(/HTTP\/1\.1 502 /)
  expect(asked).toBe(2)
})

test.each([
  ['nobody', undefined, 502],
  ['a server that answers oddly', 'HTTP/1.1 099 x\r\n\r\n', 502],
  ['a server that answers early and leaves', 'HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno', 413],
])('a long body for %s does not stop the requests behind it', async (_, bytes, status) => {
  const sockets: Socket[] = []
  const server = await canary((socket) => {
    sockets.push(socket)
    socket.once('data', () => {
      socket.pause()
      socket.write(bytes ?? '')
    })
  })
  const proxy = await startProxy({ policy: egress({ 'a.test:*': LOCAL }) })
  const host = `a.test:${bytes === undefined ? 1 : server.port}`
  const client = await rawClient(proxy.at.port)
  const body = 'x'.repeat(2 ** 22)
  const length = `Content-Length: ${body.length}\r\n`
  client.send(`POST http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n${length}\r\n${body}`)
  client.send('GET http://b.test/ HTTP/1.1\r\nHost: b.test\r\n\r\n')
  await client.until(`HTTP/1.1 ${status} `)
  for (const socket of sockets) socket.destroy()
  await client.until(/no rule allows b\.test/)
})

test('each request on one connection is judged by itself', async () => {
  const port = await echo()
  const proxy = await startProxy({ policy: egress({ [`a.test:${port}`]: LOCAL }) })
  const client = await rawClient(proxy.at.port)
  client.send(`GET http://a.test:${port}/ HTTP/1.1\r\nHost: a.test:${port}\r\n\r\n`)
  client.send(head('GET', `http://b.test:${port}/`, `b.test:${port}`))
  const answer = await client.rest()
  expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*HTTP\/1\.1 403 /)
  expect(proxy.lookedUp).toEqual(['a.test'])
})

test('a response that breaks off breaks off for the client, too', async () => {
  const server = await canary((socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart')
      socket.destroySoon()
    })
  })
  const proxy = await startProxy({ policy: egress({ [`a.test:${server.port}`]: LOCAL }) })
  const client = await rawClient(proxy.at.port)
  client.send(head('GET', `http://a.test:${server.port}/`, `a.test:${server.port}`))
  expect(await client.rest()).toMatch(/Content-Length: 100\r\n[\s\S]*part$/)
})

test.each([
  ['nothing', ''],
  ['no HTTP', 'nonsense\r\n\r\n'],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
  ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'],
  ['a head that is too long', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(70_000)}\r\n\r\n`],
])('a server that answers with %s is a 502', async (_, bytes) => {
  const server = await canary((socket) => {
    socket.once('data', () => socket.end(bytes))
  })
  const proxy = await startProxy({ policy: egress({ [`a.test:${server.port}`]: LOCAL }) })
  const client = await rawClient(proxy.at.port)
  client.send(head('GET', `http://a.test:${server.port}/`, `a.test:${server.port}`))
  expect(await client.rest()).toMatch(/^HTTP\/1\.1 502 [\s\S]*it failed/)
  expect(proxy.events.map(({ type }) => type)).toContain('failed')
})

test('a name without an address, a port nobody listens on and a lookup that fails are a 502', async () => {
  const proxy = await startProxy({ policy: egress({ '*': LOCAL }), addresses: { 'none.test': [] } })
  for (const [host, error] of [
    ['none.test', 'dns_error'],
    ['a.test:1', 'connection_refused'],
  ]) {
    const client = await rawClient(proxy.at.port)
    client.send(head('GET', `http://${host}/`, `${host}`))
    expect(await client.rest()).toMatch(
      new RegExp(`^HTTP/1.1 502 [\\s\\S]*proxy-status: sandbox; error=${error}\r\n`),
    )
  }
})

test('a server that never answers the connection is a 504', async () => {
  const proxy = await startProxy({
    policy: egress({ 'a.test': LOCAL }),
    resolver: () => new Promise(() => {}),
    limits: { connectTime: 20 },
  })
  const client = await rawClient(proxy.at.port)
  client.send(head('GET', 'http://a.test/', 'a.test'))
  expect(await client.rest()).toMatch(/^HTTP\/1\.1 504 /)
})

test('a client that leaves takes its request along', async () => {
  const server = await canary()
  const proxy = await startProxy({ policy: egress({ [`a.test:${server.port}`]: LOCAL }) })
  const client = await rawClient(proxy.at.port)
  client.send(head('GET', `http://a.test:${server.port}/`, `a.test:${server.port}`))
  const socket = await server.nextConnection()
  const ended = new Promise((resolve) => socket.once('end', resolve))
  client.socket.destroy()
  await ended
  await proxy.event(({ type }) => type === 'closed')
})

test('a long response waits for a slow client', async () => {
  const size = 8 * 1024 * 1024
  const port = await httpServer((_, response) => void response.end(Buffer.alloc(size, 97)))
  const proxy = await startProxy({ policy: egress({ [`a.test:${port}`]: LOCAL }) })
  const response = await new Promise<import('node:http').IncomingMessage>((resolve) => {
    request(
      {
        port: proxy.at.port,
        path: `http://a.test:${port}/`,
        headers: { host: `a.test:${port}` },
        agent: new Agent(),
      },
      resolve,
    ).end()
  })
  let received = 0
  for await (const chunk of response) received += (chunk as Buffer).length
  expect(received).toBe(size)
})

test.each([
  [
    'a head that is too long',
    `GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\nX: ${'a'.repeat(70_000)}\r\n\r\n`,
    431,
  ],
  ['no HTTP', 'hello\r\n\r\n', 400],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
])('%s is answered and told', async (_, bytes, status) => {
  const proxy = await startProxy({ policy: egress({ '*': LOCAL }) })
  const client = await rawClient(proxy.at.port)
  client.send(bytes)
  expect(await client.rest()).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(proxy.stats().refused).toEqual({ malformed: 1 })
})

test.each([
  ['the first request', ''],
  ['a later request', 'GET http://b.test/ HTTP/1.1\r\nHost: b.test\r\n\r\n'],
])('the head of %s must come in time', async (_, before) => {
  const proxy = await startProxy({ policy: egress({}), limits: { headTime: 60 } })
  const client = await rawClient(proxy.at.port)
  client.send(`${before}GET http://b.test/ HTTP/1.1\r\nHost: b`)
  expect(await client.rest()).toMatch(/HTTP\/1\.1 408 /)
})

test('a client that says nothing is closed', async () => {
  const proxy = await startProxy({ policy: egress({}), limits: { headTime: 20 } })
  const client = await rawClient(proxy.at.port)
  expect(await client.rest()).toBe('')
})

test('redirects are the next request of the client', async () => {
  const port = await httpServer(
    (_, response) => void response.writeHead(302, { location: 'http://b.test/' }).end(),
  )
  const proxy = await startProxy({ policy: egress({ [`a.test:${port}`]: LOCAL }) })
  const client = await rawClient(proxy.at.port)
  client.send(head('GET', `http://a.test:${port}/`, `a.test:${port}`))
  expect(await client.rest()).toMatch(/^HTTP\/1\.1 302 [\s\S]*location: http:\/\/b\.test\//)
  expect(proxy.lookedUp).toEqual(['a.test'])
})

test('events tell host, port, method and bytes, and never a path, query or header', async () => {
  const port = await echo()
  const proxy = await startProxy({ policy: egress({ [`a.test:${port}`]: LOCAL }) })
  for (const host of ['a', 'b']) {
    const client = await rawClient(proxy.at.port)
    client.send(
      head(
        'GET',
        `http://${host}.test:${port}/secret-path?secret-query`,
        `${host}.test:${port}`,
        'X: secret-header\r\n',
      ),
    )
    await client.rest()
  }
  await proxy.event(({ type }) => type === 'closed')
  await proxy.event(({ type }) => type === 'denied')
  expect(JSON.stringify(proxy.events)).not.toContain('secret')
  const contact = { host: 'a.test', port, protocol: 'http', method: 'GET', time: expect.any(Number) }
  expect(proxy.events).toEqual([
    { type: 'opened', id: 1, ...contact },
    { type: 'closed', id: 1, ...contact, sent: expect.any(Number), received: expect.any(Number) },
    {
      type: 'denied',
      denial: {
        kind: 'network',
        subject: `b.test:${port}`,
        reason: 'not_listed',
        message: `no rule allows b.test:${port}`,
        host: 'b.test',
        port,
        protocol: 'http',
        method: 'GET',
        line: `network.domains."b.test:${port}" = "allow"`,
        rule: undefined,
        time: expect.any(Number),
      },
    },
  ])
  expect(proxy.stats()).toMatchObject({ requests: 1, refused: { not_listed: 1 }, failed: 0, lookups: 1 })
})
