import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { createEgressProxy } from '../src/index.js'
import { rawClient } from './support/client.js'
import { startProxy } from './support/proxy.js'
import { egress, LOCAL } from './support/rules.js'
import { canary, httpServer, listen } from './support/servers.js'

const BASIC = `Basic ${Buffer.from('me:p@ss').toString('base64')}`

/** An HTTP proxy of the user's: notes each head, and joins everybody to one server. */
async function userProxy(serverPort: number, answer = 'HTTP/1.1 200 OK\r\nX: y\r\n\r\n') {
  const heads: string[] = []
  const server = await canary((socket) => {
    socket.once('data', (bytes: Buffer) => {
      heads.push(bytes.toString('latin1'))
      socket.write(answer)
      if (answer.startsWith('HTTP/1.1 200')) join2(socket, connect(serverPort, '127.0.0.1'))
    })
  })
  return { ...server, heads }
}

function join2(a: Socket, b: Socket): void {
  a.pipe(b).pipe(a)
  a.on('error', () => b.destroy())
  b.on('error', () => a.destroy())
}

const talker = () =>
  canary((socket) => {
    socket.write('hello')
    socket.on('end', () => socket.end())
  })

test('a tunnel goes through an HTTP proxy, which gets the name and the credentials', async () => {
  const target = await talker()
  const upstream = await userProxy(target.port)
  const proxy = await startProxy({
    policy: egress({ 'a.test': 'allow' }),
    upstream: `http://me:p%40ss@127.0.0.1:${upstream.port}`,
  })
  const client = await rawClient(proxy.at.port)
  client.send('CONNECT a.test:443 HTTP/1.1\r\n\r\n')
  await client.until(/200 [\s\S]*hello$/)
  expect(upstream.heads).toEqual([
    `CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\nProxy-Authorization: ${BASIC}\r\n\r\n`,
  ])
  // The user's proxy looks the name up.
  expect(proxy.lookedUp).toEqual([])
})

test('a plain request goes to an HTTP proxy whole, without what the client had for ours', async () => {
  const seen: { url: string | undefined; headers: string[] }[] = []
  const port = await httpServer(({ url, rawHeaders }, response) => {
    seen.push({ url, headers: rawHeaders })
    response.end('ok')
  })
  const proxy = await startProxy({
    policy: egress({ 'a.test': 'allow' }),
    upstream: `http://me:p%40ss@127.0.0.1:${port}`,
  })
  const client = await rawClient(proxy.at.port)
  client.send(
    'GET http://a.test/p?q HTTP/1.1\r\nHost: a.test\r\nProxy-Authorization: mine\r\nConnection: close\r\n\r\n',
  )
  expect(await client.rest()).toMatch(/^HTTP\/1\.1 200 /)
  expect(seen).toEqual([
    {
      url: 'http://a.test/p?q',
      headers: ['Host', 'a.test', 'Proxy-Authorization', BASIC, 'Connection', 'keep-alive'],
    },
  ])
})

/** A SOCKS5 proxy of the user's, for one client: follows the script, and notes what it reads. */
async function userSocks(targetPort: number, withPassword: boolean) {
  const heard: string[] = []
  const server = await canary((socket) => {
    const steps = [
      () => socket.write(Buffer.from([5, withPassword ? 2 : 0])),
      ...(withPassword ? [() => socket.write(Buffer.from([1, 0]))] : []),
      () => {
        socket.write(Buffer.from([5, 0, 0, 3, 1, 97, 0, 80]))
        socket.removeAllListeners('data')
        join2(socket, connect(targetPort, '127.0.0.1'))
      },
    ]
    socket.on('data', (bytes: Buffer) => {
      heard.push(bytes.toString('latin1'))
      steps.shift()?.()
    })
  })
  return { ...server, heard }
}

test('a tunnel goes through a SOCKS5 proxy with credentials, which gets the name', async () => {
  const target = await talker()
  const upstream = await userSocks(target.port, true)
  const proxy = await startProxy({
    policy: egress({ 'a.test': 'allow' }),
    upstream: `socks5h://me:p%40ss@127.0.0.1:${upstream.port}`,
  })
  const client = await rawClient(proxy.at.port)
  client.send('CONNECT a.test:443 HTTP/1.1\r\n\r\n')
  await client.until(/200 [\s\S]*hello$/)
  expect(upstream.heard).toEqual([
    '\x05\x02\x00\x02',
    '\x01\x02me\x04p@ss',
    '\x05\x01\x00\x03\x06a.test\x01\xbb',
  ])
  expect(proxy.lookedUp).toEqual([])
})

test('socks5: looks the name up here, and hands over the address that was checked', async () => {
  const target = await talker()
  const upstream = await userSocks(target.port, false)
  const proxy = await startProxy({
    policy: egress({ 'a.test': 'allow', 'b.test': 'allow' }),
    addresses: { 'a.test': ['1.2.3.4'], 'b.test': ['10.0.0.1'] },
    upstream: `socks5://127.0.0.1:${upstream.port}`,
  })
  const refused = await rawClient(proxy.at.port)
  refused.send('CONNECT b.test:443 HTTP/1.1\r\n\r\n')
  expect(await refused.rest()).toMatch(/x-proxy-error: blocked-by-private-address/)
  expect(upstream.connections()).toBe(0)
  const client = await rawClient(proxy.at.port)
  client.send('CONNECT a.test:443 HTTP/1.1\r\n\r\n')
  await client.until(/200 [\s\S]*hello$/)
  expect(upstream.heard.at(1)).toBe('\x05\x01\x00\x01\x01\x02\x03\x04\x01\xbb')
})

test('a plain request goes through a SOCKS5 proxy as well', async () => {
  const port = await httpServer(({ url }, response) => void response.end(url))
  const upstream = await userSocks(port, false)
  const proxy = await startProxy({
    policy: egress({ 'a.test': 'allow' }),
    upstream: `socks5h://127.0.0.1:${upstream.port}`,
  })
  const client = await rawClient(proxy.at.port)
  client.send('GET http://a.test/p HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n')
  expect(await client.rest()).toMatch(/\/p$/)
})

test('an https: proxy must have a certificate that is trusted here', async (context) => {
  const target = await talker()
  const directory = mkdtempSync(join(tmpdir(), 'sandbox-test-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(directory, name))
  try {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
    const out = ['-keyout', `${key}`, '-out', `${cert}`]
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', ...out, ...subject],
      {
        stdio: 'ignore',
      },
    )
  } catch {
    return context.skip('openssl is not installed')
  }
  let asked = 0
  const server = createTlsServer({ key: readFileSync(`${key}`), cert: readFileSync(`${cert}`) }, (socket) => {
    asked++
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      join2(socket, connect(target.port, '127.0.0.1'))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as { port: number }
  const proxy = await startProxy({
    policy: egress({ 'a.test': 'allow' }),
    upstream: `https://127.0.0.1:${port}`,
  })
  const client = await rawClient(proxy.at.port)
  client.send('CONNECT a.test:443 HTTP/1.1\r\n\r\n')
  expect(await client.rest()).toMatch(/^HTTP\/1\.1 502 /)
  expect(asked).toBe(0)
})

test('what the policy refuses reaches no proxy behind ours', async () => {
  const upstream = await userProxy(1)
  const proxy = await startProxy({
    policy: egress({ 'a.test': 'allow' }),
    upstream: `http://127.0.0.1:${upstream.port}`,
  })
  for (const host of ['b.test', '10.0.0.1', '127.0.0.1']) {
    const client = await rawClient(proxy.at.port)
    client.send(`CONNECT ${host}:443 HTTP/1.1\r\n\r\n`)
    expect(await client.rest()).toMatch(/^HTTP\/1\.1 403 /)
  }
  expect(upstream.connections()).toBe(0)
})

test.each([
  ['refuses', 'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', 'with status 407'],
  ['talks something else', '220 smtp ready\r\n\r\n', 'with something that is not HTTP'],
  ['talks too much', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(20_000)}`, 'with a head that is too long'],
])('a proxy that %s is a failure that names it, and not its address', async (_, answer, message) => {
  const upstream = await canary((socket) => {
    socket.once('data', () => socket.write(answer))
  })
  const proxy = await startProxy({
    policy: egress({ 'a.test': 'allow' }),
    upstream: `http://me:secret@127.0.0.1:${upstream.port}`,
  })
  const client = await rawClient(proxy.at.port)
  client.send('CONNECT a.test:443 HTTP/1.1\r\n\r\n')
  const text = await client.rest()
  expect(text).toContain(message)
  expect(text + JSON.stringify(proxy.events)).not.toMatch(new RegExp(`secret|${upstream.port}`))
})

test('a proxy that leaves is a failure, not a way around it', async () => {
  const target = await canary()
  const upstream = await canary((socket) => void socket.destroy())
  const proxy = await startProxy({
    policy: egress({ [`a.test:${target.port}`]: LOCAL }),
    upstream: `http://127.0.0.1:${upstream.port}`,
  })
  const client = await rawClient(proxy.at.port)
  client.send(`CONNECT a.test:${target.port} HTTP/1.1\r\n\r\n`)
  expect(await client.rest()).toMatch(/^HTTP\/1\.1 502 /)
  expect(target.connections()).toBe(0)
})

test("the caller's environment names the proxy, and what needs none", async () => {
  const target = await talker()
  const upstream = await userProxy(target.port)
  const proxy = await startProxy({
    policy: egress({ 'a.test': 'allow', [`b.test:${target.port}`]: LOCAL }, { upstreamProxy: 'environment' }),
    environment: { HTTPS_PROXY: `http://127.0.0.1:${upstream.port}`, NO_PROXY: 'b.test' },
  })
  for (const host of ['a.test:443', `b.test:${target.port}`]) {
    const client = await rawClient(proxy.at.port)
    client.send(`CONNECT ${host} HTTP/1.1\r\n\r\n`)
    await client.until(/hello$/)
  }
  expect(upstream.connections()).toBe(1)
})

test('a proxy behind ours that is ours is a loop', async () => {
  const server = createServer()
  const port = await listen(server)
  const proxy = createEgressProxy({
    policy: egress({ 'a.test': 'allow' }),
    upstream: `http://127.0.0.1:${port}`,
  })
  onTestFinished(() => proxy.close())
  await proxy.accept(server)
  const client = await rawClient(port)
  client.send('CONNECT a.test:443 HTTP/1.1\r\n\r\n')
  expect(await client.rest()).toMatch(/proxy_loop_detected/)
})
