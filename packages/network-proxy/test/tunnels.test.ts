import { describe, expect, test } from 'vitest'
import { rawClient, socksRequest } from './support/client.js'
import { clientHello, helloMessage, records } from './support/client-hello.js'
import { startProxy, type TestProxy } from './support/proxy.js'
import { egress, LOCAL } from './support/rules.js'
import { canary } from './support/servers.js'

/** The ways to ask for a tunnel. */
const WAYS = [
  {
    way: 'CONNECT',
    ask: (host: string, port: number) => `CONNECT ${host}:${port} HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`,
    granted: 'HTTP/1.1 200 Connection established\r\n\r\n',
    refused: 'HTTP/1.1 403 ',
    failed: 'HTTP/1.1 502 ',
  },
  {
    way: 'SOCKS5',
    ask: (host: string, port: number) => socksRequest(host, port),
    granted: '\x05\x00\x05\x00\x00\x01',
    refused: '\x05\x00\x05\x02',
    failed: '\x05\x00\x05\x05',
  },
] as const

describe.each(WAYS)('through $way', ({ ask, granted, refused, failed }) => {
  const open = async (proxy: TestProxy, port: number, host = 'a.test') => {
    const client = await rawClient(proxy.at.port)
    client.send(ask(host, port))
    await client.until(granted)
    return client
  }

  test('bytes and ends go both ways, each when it is ready', async () => {
    const server = await canary()
    const proxy = await startProxy({ policy: egress({ [`a.test:${server.port}`]: LOCAL }) })
    const client = await open(proxy, server.port)
    const socket = await server.nextConnection()
    socket.write('hello first')
    await client.until(/hello first$/)
    client.socket.end('and you')
    await new Promise((resolve) => socket.once('end', resolve))
    expect(server.bytes()).toBe('and you')
    // Only the client's side has ended.
    socket.end('still here')
    expect(await client.rest()).toMatch(/still here$/)
    const closed = await proxy.event(({ type }) => type === 'closed')
    expect(closed).toMatchObject({ host: 'a.test', sent: 7, received: 21 })
    expect(proxy.stats().tunnels).toEqual({ open: 0, total: 1 })
  })

  test('what the client sends at once waits for the consent', async () => {
    const server = await canary()
    const proxy = await startProxy({ policy: egress({ [`a.test:${server.port}`]: LOCAL }) })
    const client = await rawClient(proxy.at.port)
    const asked = ask('a.test', server.port)
    client.send(Buffer.concat([typeof asked === 'string' ? Buffer.from(asked) : asked, Buffer.from('eager')]))
    await client.until(granted)
    const socket = await server.nextConnection()
    client.socket.end()
    await new Promise((resolve) => socket.once('end', resolve))
    expect(server.bytes()).toBe('eager')
  })

  test('a client that has said everything and ended before the consent is heard and answered', async () => {
    const server = await canary((socket) => void socket.on('end', () => socket.end('heard')))
    const proxy = await startProxy({ policy: egress({ [`a.test:${server.port}`]: LOCAL }) })
    const client = await rawClient(proxy.at.port)
    const asked = ask('a.test', server.port)
    client.socket.end(
      Buffer.concat([typeof asked === 'string' ? Buffer.from(asked) : asked, Buffer.from('all')]),
    )
    expect(await client.rest()).toMatch(/heard$/)
    expect(server.bytes()).toBe('all')
  })

  test('what is not listed is refused, and looked up nowhere', async () => {
    const server = await canary()
    const proxy = await startProxy({ policy: egress({ [`a.test:${server.port}`]: LOCAL }) })
    const client = await rawClient(proxy.at.port)
    client.send(ask('b.test', server.port))
    expect((await client.rest()).startsWith(refused)).toBe(true)
    expect(proxy.lookedUp).toEqual([])
    expect(server.connections()).toBe(0)
  })

  test('a server that nobody runs is a failure', async () => {
    const proxy = await startProxy({ policy: egress({ 'a.test:*': LOCAL }) })
    const client = await rawClient(proxy.at.port)
    client.send(ask('a.test', 1))
    expect((await client.rest()).startsWith(failed)).toBe(true)
  })

  test('a reset of the server resets the client', async () => {
    const server = await canary()
    const proxy = await startProxy({ policy: egress({ [`a.test:${server.port}`]: LOCAL }) })
    const client = await open(proxy, server.port)
    const error = new Promise<NodeJS.ErrnoException>((resolve) => client.socket.once('error', resolve))
    ;(await server.nextConnection()).resetAndDestroy()
    expect((await error).code).toBe('ECONNRESET')
  })

  test('a reset of the client resets the server', async () => {
    const server = await canary()
    const proxy = await startProxy({ policy: egress({ [`a.test:${server.port}`]: LOCAL }) })
    const client = await open(proxy, server.port)
    const socket = await server.nextConnection()
    const error = new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve))
    client.send('x')
    await new Promise((resolve) => socket.once('data', resolve))
    client.socket.resetAndDestroy()
    expect((await error).code).toBe('ECONNRESET')
  })

  test('a reset of the client reaches a server that does not read', async () => {
    const server = await canary((socket) => void socket.pause())
    const proxy = await startProxy({ policy: egress({ [`a.test:${server.port}`]: LOCAL }) })
    const client = await open(proxy, server.port)
    const socket = await server.nextConnection()
    while (client.socket.write(Buffer.alloc(2 ** 20)));
    socket.write('seen')
    await client.until(/seen$/)
    const broken = new Promise((resolve) => client.socket.once('close', resolve))
    socket.resetAndDestroy()
    await broken
    await proxy.event(({ type }) => type === 'closed')
  })

  test('a client that leaves while the server is looked up leaves nothing', async () => {
    const server = await canary()
    let looking: () => void = () => {}
    const started = new Promise<void>((resolve) => {
      looking = resolve
    })
    let answer: (addresses: readonly string[]) => void = () => {}
    const proxy = await startProxy({
      policy: egress({ [`a.test:${server.port}`]: LOCAL }),
      resolver: () =>
        new Promise((resolve) => {
          answer = resolve
          looking()
        }),
    })
    const client = await rawClient(proxy.at.port)
    client.send(ask('a.test', server.port))
    await started
    client.socket.resetAndDestroy()
    await proxy.event(({ type }) => type === 'failed')
    answer(['127.0.0.1'])
    expect(server.connections()).toBe(0)
    expect(proxy.stats()).toMatchObject({ tunnels: { total: 0 } })
  })

  test('a tunnel that nobody uses is closed', async () => {
    const server = await canary()
    const proxy = await startProxy({
      policy: egress({ [`a.test:${server.port}`]: LOCAL }),
      limits: { idleTime: 20 },
    })
    await (await open(proxy, server.port)).rest()
    await proxy.event(({ type }) => type === 'closed')
  })

  test('a tunnel to a server that stops reading is closed, and one that is merely quiet is not', async () => {
    const server = await canary((socket) => void socket.pause())
    const proxy = await startProxy({
      policy: egress({ [`a.test:${server.port}`]: LOCAL }),
      // So short that both are quiet for that long before one of them is stuck.
      limits: { stallTime: 1 },
    })
    const quiet = await open(proxy, server.port)
    const stuck = await open(proxy, server.port)
    stuck.socket.write(Buffer.alloc(2 ** 25))
    await stuck.rest()
    await proxy.event(({ type }) => type === 'closed')
    expect(proxy.stats().tunnels.open).toBe(1)
    const first = await server.nextConnection()
    first.write('still here')
    await quiet.until(/still here$/)
  })

  test('under limited no tunnel is opened', async () => {
    const server = await canary()
    const proxy = await startProxy({
      policy: egress({ [`a.test:${server.port}`]: LOCAL }, { limited: true }),
    })
    const client = await rawClient(proxy.at.port)
    client.send(ask('a.test', server.port))
    expect((await client.rest()).startsWith(refused)).toBe(true)
    expect(proxy.stats().refused).toEqual({ inspection_required: 1 })
  })

  test.each([
    ['the same name', clientHello('a.test')],
    ['the same name, written otherwise', clientHello('A.Test.')],
    ['no name', clientHello()],
    ['the same name in many records', records(helloMessage({ names: ['a.test'] }), 9)],
    ['no TLS', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ])('a session that begins with %s passes whole', async (_, bytes) => {
    const server = await canary()
    const proxy = await startProxy({ policy: egress({ [`a.test:${server.port}`]: LOCAL }) })
    const client = await open(proxy, server.port)
    const socket = await server.nextConnection()
    for (const byte of bytes) client.send(Buffer.from([byte]))
    client.socket.end()
    await new Promise((resolve) => socket.once('end', resolve))
    expect(server.bytes()).toBe(bytes.toString('latin1'))
  })

  test.each([
    ['another name', clientHello('b.test'), 'sni_mismatch'],
    ['a name below', clientHello('b.a.test'), 'sni_mismatch'],
    ['a name with NUL', clientHello('a.test\0.b.test'), 'sni_mismatch'],
    ['another name in many records', records(helloMessage({ names: ['b.test'] }), 9), 'sni_mismatch'],
    ['two names', records(helloMessage({ names: ['a.test', 'b.test'] })), 'tls_malformed'],
    ['an alert', Buffer.from([21, 3, 1, 0, 2, 1, 0]), 'tls_malformed'],
  ])('of a session that begins with %s no byte arrives', async (_, bytes, reason) => {
    const server = await canary()
    const proxy = await startProxy({ policy: egress({ [`a.test:${server.port}`]: LOCAL }) })
    const client = await open(proxy, server.port)
    const socket = await server.nextConnection()
    const ended = new Promise((resolve) => socket.once('end', resolve))
    client.send(bytes)
    expect((await client.rest()).endsWith('\x15\x03\x03\x00\x02\x02\x31')).toBe(true)
    await ended
    expect(server.bytes()).toBe('')
    expect(proxy.stats().refused).toEqual({ [reason]: 1 })
  })

  test('a session that ends inside its ClientHello is refused', async () => {
    const server = await canary()
    const proxy = await startProxy({ policy: egress({ [`a.test:${server.port}`]: LOCAL }) })
    const client = await open(proxy, server.port)
    client.socket.end(clientHello('a.test').subarray(0, 20))
    await client.rest()
    expect(proxy.stats().refused).toEqual({ tls_malformed: 1 })
    expect(server.bytes()).toBe('')
  })

  test('a ClientHello that has begun must be finished in time', async () => {
    const server = await canary()
    const proxy = await startProxy({
      policy: egress({ [`a.test:${server.port}`]: LOCAL }),
      limits: { headTime: 30 },
    })
    const client = await open(proxy, server.port)
    client.send(clientHello('a.test').subarray(0, 20))
    await client.rest()
    expect(server.bytes()).toBe('')
  })
})

test('CONNECT is refused with the line that would allow it', async () => {
  const proxy = await startProxy({ policy: egress({}) })
  const client = await rawClient(proxy.at.port)
  client.send('CONNECT a.test:443 HTTP/1.1\r\nAccept: application/json\r\n\r\n')
  const [head = '', body = ''] = (await client.rest()).split('\r\n\r\n')
  expect(head).toContain('x-proxy-error: blocked-by-allowlist')
  expect(JSON.parse(body)).toMatchObject({ allow: 'network.domains."a.test" = "allow"', protocol: 'connect' })
})

test('the tunnel to an address takes no session that names a server', async () => {
  const server = await canary()
  const proxy = await startProxy({ policy: egress({ [`127.0.0.1:${server.port}`]: 'allow' }) })
  const client = await rawClient(proxy.at.port)
  client.send(`CONNECT 127.0.0.1:${server.port} HTTP/1.1\r\n\r\n`)
  await client.until(/^HTTP\/1\.1 200 /)
  client.send(clientHello('b.test'))
  await client.rest()
  expect(server.bytes()).toBe('')
})

test('the next address is tried when one does not answer', async () => {
  const server = await canary()
  const proxy = await startProxy({
    policy: egress({ [`a.test:${server.port}`]: LOCAL }),
    addresses: { 'a.test': ['127.0.0.9', '::1', '127.0.0.1'] },
  })
  const client = await rawClient(proxy.at.port)
  client.send(`CONNECT a.test:${server.port} HTTP/1.1\r\n\r\n`)
  await client.until(/^HTTP\/1\.1 200 /)
  expect(server.connections()).toBe(1)
})

test.each([
  ['BIND', socksRequest('a.test', 80, 2), '\x05\x00\x05\x07'],
  ['UDP ASSOCIATE', socksRequest('a.test', 80, 3), '\x05\x00\x05\x07'],
  ['an unknown address type', Buffer.from([5, 1, 0, 5, 1, 0, 2, 0, 0]), '\x05\x00\x05\x08'],
  ['a reserved byte', Buffer.from([5, 1, 0, 5, 1, 1, 1, 0, 0, 0, 0, 0, 80]), '\x05\x00\x05\x01'],
  ['another version', Buffer.from([5, 1, 0, 4, 1, 0, 1, 0, 0, 0, 0, 0, 80]), '\x05\x00\x05\x01'],
  ['port 0', socksRequest('a.test', 0), '\x05\x00\x05\x01'],
  ['credentials only', Buffer.from([5, 1, 2]), '\x05\xff'],
  ['no methods', Buffer.from([5, 0]), '\x05\xff'],
])('SOCKS with %s is answered as it should be', async (_, bytes, answer) => {
  const proxy = await startProxy({ policy: egress({ '*': LOCAL }) })
  const client = await rawClient(proxy.at.port)
  client.send(bytes)
  expect((await client.rest()).startsWith(answer)).toBe(true)
  expect(proxy.lookedUp).toEqual([])
})

test.each([
  ['IPv4', Buffer.from([1, 127, 0, 0, 1]), '127.0.0.1'],
  [
    'IPv6',
    Buffer.concat([Buffer.from([4]), Buffer.alloc(10), Buffer.from([255, 255, 127, 0, 0, 1])]),
    '127.0.0.1',
  ],
  ['text', Buffer.from('\x03\x05127.1', 'latin1'), '127.0.0.1'],
])('SOCKS takes an address as %s', async (_, address, host) => {
  const server = await canary()
  const proxy = await startProxy({ policy: egress({ [`${host}:${server.port}`]: 'allow' }) })
  const client = await rawClient(proxy.at.port)
  const port = Buffer.from([server.port >> 8, server.port & 255])
  client.send(Buffer.concat([Buffer.from([5, 2, 0, 2, 5, 1, 0]), address, port]))
  await client.until('\x05\x00\x05\x00')
  expect(proxy.lookedUp).toEqual([])
})

test('SOCKS may come byte by byte', async () => {
  const server = await canary()
  const proxy = await startProxy({ policy: egress({ [`a.test:${server.port}`]: LOCAL }) })
  const client = await rawClient(proxy.at.port)
  for (const byte of socksRequest('a.test', server.port)) {
    const { bytesRead } = client.socket
    client.send(Buffer.from([byte]))
    // A proxy that spins on a part of a frame would not get to answer this.
    const other = await rawClient(proxy.at.port)
    other.send('no HTTP\r\n\r\n')
    await other.rest()
    expect(client.socket.bytesRead).toBeGreaterThanOrEqual(bytesRead)
  }
  await client.until('\x05\x00\x05\x00')
})

test('SOCKS can be switched off', async () => {
  const proxy = await startProxy({ policy: egress({ '*': LOCAL }, { socks5: false }) })
  expect(proxy.at.socks).toBeUndefined()
  const client = await rawClient(proxy.at.port)
  client.send(socksRequest('a.test', 80))
  expect(await client.rest()).toBe('\x05\xff')
  expect(proxy.stats().refused).toEqual({ socks5_disabled: 1 })
})
