import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, onTestFinished, test } from 'vitest'
import { createEgressProxy } from '../src/index.js'
import { rawClient } from './support/client.js'
import { startProxy } from './support/proxy.js'
import { egress, LOCAL } from './support/rules.js'
import { canary } from './support/servers.js'

/** A proxy that is closed with its test, and has not been told to listen. */
function idleProxy(domains: Parameters<typeof egress>[0] = {}) {
  const proxy = createEgressProxy({ policy: egress(domains), resolver: async () => ['127.0.0.1'] })
  onTestFinished(() => proxy.close())
  return proxy
}

async function listening(host = '127.0.0.1'): Promise<Server> {
  const server = createServer().listen(0, host)
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return server
}

test('the endpoint is known once it listens', async () => {
  const proxy = idleProxy()
  expect(proxy.endpoint).toBeUndefined()
  const at = await proxy.listen()
  expect(at).toEqual({
    host: '127.0.0.1',
    port: expect.any(Number),
    http: `http://127.0.0.1:${at.port}`,
    socks: `socks5h://127.0.0.1:${at.port}`,
  })
  expect(proxy.endpoint).toEqual(at)
})

test('it listens on IPv6 loopback as well', async () => {
  expect((await idleProxy().listen({ host: '::1' })).http).toMatch(/^http:\/\/\[::1\]:\d+$/)
})

test.each(['0.0.0.0', '::'])('it does not listen on %s, where others could reach it', async (host) => {
  await expect(idleProxy().listen({ host })).rejects.toMatchObject({ code: 'EGRESS_LISTENER' })
})

test('it does not listen on an address of the network', async (context) => {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  const outside = addresses.find(({ internal, family }) => !internal && family === 'IPv4')
  if (outside === undefined) return context.skip('this machine has loopback only')
  await expect(idleProxy().listen({ host: outside.address })).rejects.toMatchObject({
    code: 'EGRESS_LISTENER',
  })
})

test('a port that is taken is an error', async () => {
  const server = await listening()
  const { port } = server.address() as { port: number }
  await expect(idleProxy().listen({ port })).rejects.toMatchObject({ code: 'EGRESS_LISTENER' })
})

test("a server of the caller's is served, with half-close", async () => {
  const target = await canary()
  const proxy = idleProxy({ [`a.test:${target.port}`]: LOCAL })
  const at = await proxy.accept(await listening())
  const client = await rawClient(at.port)
  client.send(`CONNECT a.test:${target.port} HTTP/1.1\r\n\r\n`)
  await client.until(/^HTTP\/1\.1 200 /)
  const socket = await target.nextConnection()
  client.socket.end()
  await once(socket, 'end')
  socket.end('late')
  expect(await client.rest()).toMatch(/late$/)
})

/** Runs in a child: the listening descriptor 3 was made by its parent, as it would be in a network namespace. */
const CHILD = `
import { createEgressProxy } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}
const policy = { mode: 'proxy', domains: [], unixSockets: {}, limited: false, allowLocalBinding: false, socks5: true }
const proxy = createEgressProxy({ policy })
try {
  const at = await proxy.accept(3)
  console.log(at.port)
  process.stdin.once('data', async () => {
    await proxy.close()
    process.stdin.destroy()
  })
} catch (error) {
  console.log(error.code)
}
`

async function childWith(descriptor: number) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', CHILD], {
    stdio: ['pipe', 'pipe', 'inherit', descriptor],
  })
  onTestFinished(() => void child.kill())
  if (child.stdin === null || child.stdout === null) throw new Error('the child has no pipes')
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, stdin: child.stdin, said: line.toString().trim() }
}

/** The descriptor of a server, which Node has, but does not tell in its types. */
function descriptorOf(server: Server): number {
  const { _handle: handle } = server as unknown as { _handle: { fd: number } }
  return handle.fd
}

test.skipIf(process.platform === 'win32')(
  'a listening descriptor that somebody else made is served',
  async () => {
    const server = await listening()
    const { port } = server.address() as { port: number }
    const { child, stdin, said } = await childWith(descriptorOf(server))
    expect(said).toBe(String(port))
    // From here on only the child listens.
    server.close()
    const client = await rawClient(port)
    client.send('GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n')
    expect(await client.rest()).toMatch(/^HTTP\/1\.1 403 /)
    stdin.write('close\n')
    const [code] = await once(child, 'exit')
    expect(code).toBe(0)
    await expect(rawClient(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  },
)

test.skipIf(process.platform === 'win32')('a descriptor of another kind is refused', async () => {
  const file = openSync('/dev/null', 'r')
  const { said } = await childWith(file)
  closeSync(file)
  expect(said).toBe('EGRESS_LISTENER')
})

test.skipIf(process.platform === 'win32')('a descriptor that listens for everybody is refused', async () => {
  const { said } = await childWith(descriptorOf(await listening('0.0.0.0')))
  expect(said).toBe('EGRESS_LISTENER')
})

test('closing ends every connection and every question, and frees the port', async () => {
  const target = await canary()
  let asked: () => void = () => {}
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve
  })
  const proxy = await startProxy({
    policy: egress({ [`a.test:${target.port}`]: LOCAL }),
    decide: () => {
      asked()
      return new Promise(() => {})
    },
  })
  const tunnel = await rawClient(proxy.at.port)
  tunnel.send(`CONNECT a.test:${target.port} HTTP/1.1\r\n\r\n`)
  await tunnel.until(/^HTTP\/1\.1 200 /)
  const silent = await rawClient(proxy.at.port)
  const waiting = await rawClient(proxy.at.port)
  waiting.send('CONNECT b.test:443 HTTP/1.1\r\n\r\n')
  await isAsked
  const far = await target.nextConnection()
  const farEnd = once(far, 'end')
  await proxy.close()
  await Promise.all([tunnel.rest(), silent.rest(), waiting.rest(), farEnd])
  await expect(rawClient(proxy.at.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  expect(proxy.stats()).toMatchObject({ connections: { open: 0, waiting: 0 }, tunnels: { open: 0 } })
  await proxy.close()
})

test('a process with a closed proxy ends by itself', async () => {
  const program = `
    import { createEgressProxy } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}
    const policy = { mode: 'proxy', domains: [], unixSockets: {}, limited: false, allowLocalBinding: false, socks5: true }
    const proxy = createEgressProxy({ policy })
    const at = await proxy.listen()
    await fetch(at.http).catch(() => {})
    await proxy.close()
    console.log('the end')`
  const printed = await new Promise((resolve, reject) => {
    execFile(process.execPath, ['--input-type=module', '-e', program], (error, stdout) =>
      error === null ? resolve(stdout.trim()) : reject(error),
    )
  })
  expect(printed).toBe('the end')
})

test('a closed proxy listens no more', async () => {
  const proxy = idleProxy()
  await proxy.close()
  await expect(proxy.listen()).rejects.toMatchObject({ code: 'EGRESS_CLOSED' })
  await expect(proxy.accept(0)).rejects.toMatchObject({ code: 'EGRESS_CLOSED' })
})

test.each(['none', 'full'] as const)('a policy with mode %s needs no proxy', (mode) => {
  expect(() => createEgressProxy({ policy: egress({}, { mode }) })).toThrow(
    expect.objectContaining({ code: 'EGRESS_MODE' }),
  )
})

test('beyond the most connections some wait their turn, and the rest are closed', async () => {
  const proxy = await startProxy({ policy: egress({}), limits: { connections: 2, waiting: 1 } })
  const ask = 'GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n'
  const served = [await rawClient(proxy.at.port), await rawClient(proxy.at.port)]
  for (const client of served) {
    client.send(ask)
    await client.until(/no rule allows/)
  }
  const waiting = await rawClient(proxy.at.port)
  waiting.send(ask)
  const dropped = await rawClient(proxy.at.port)
  expect(await dropped.rest()).toBe('')
  expect(proxy.stats().connections).toEqual({ open: 2, waiting: 1, total: 4, dropped: 1 })
  expect(waiting.text()).toBe('')
  served[0]?.socket.destroy()
  await waiting.until(/no rule allows/)
})

test('a listener for events that throws ends no connection', async () => {
  const thrown: unknown[] = []
  const catcher = (error: unknown) => void thrown.push(error)
  const others = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', catcher)
  onTestFinished(() => {
    process.off('uncaughtException', catcher)
    for (const other of others) process.on('uncaughtException', other)
  })
  const proxy = createEgressProxy({
    policy: egress({}),
    onEvent: () => {
      throw new Error('a bug of the owner')
    },
  })
  onTestFinished(() => proxy.close())
  const client = await rawClient((await proxy.listen()).port)
  client.send('GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n')
  await client.until(/no rule allows/)
  expect(thrown).toEqual([new Error('a bug of the owner')])
})

test('a question is asked once for many requests at once', async () => {
  const asked: string[] = []
  const target = await canary()
  let answer: (answer: { action: 'allow'; private: true }) => void = () => {}
  const proxy = await startProxy({
    policy: egress({}),
    decide: ({ host, port, protocol, method }) => {
      asked.push(`${host}:${port} ${protocol} ${method}`)
      return new Promise((resolve) => {
        answer = resolve
      })
    },
  })
  const clients = await Promise.all([1, 2, 3].map(() => rawClient(proxy.at.port)))
  for (const client of clients) client.send(`CONNECT a.test:${target.port} HTTP/1.1\r\n\r\n`)
  // Whoever came last is answered last, so that all of them have asked by then.
  const other = await rawClient(proxy.at.port)
  other.send('no HTTP\r\n\r\n')
  await other.rest()
  answer({ action: 'allow', private: true })
  await Promise.all(clients.map((client) => client.until(/^HTTP\/1\.1 200 /)))
  expect(asked).toEqual([`a.test:${target.port} connect CONNECT`])
  expect(proxy.stats().questions).toBe(1)
})
