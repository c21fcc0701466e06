import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { EgressStats } from '../src/index.js'
import { canary } from './support/servers.js'

const TUNNELS = 1000
const MIB = 2 ** 20

const PATIENCE = 60_000

type Report = EgressStats & { readonly rss: number }

/** A proxy in a process of its own. */
async function proxyProcess() {
  const program = fileURLToPath(new URL('support/load-proxy.mjs', import.meta.url))
  const child = spawn(process.execPath, ['--expose-gc', program], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill())
  child.stdin.on('error', () => {})
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const read = async () => JSON.parse((await lines.next()).value as string)
  const { port } = (await read()) as { port: number }
  const report = async (): Promise<Report> => {
    child.stdin.write('report\n')
    return (await read()) as Report
  }
  /** Asks until it is so. */
  const until = async (isSo: (report: Report) => boolean): Promise<Report> => {
    for (;;) {
      const latest = await report()
      if (isSo(latest)) return latest
    }
  }
  return { port, report, until, child }
}

/** When each client's socket has closed, however. */
const closings = new WeakMap<Socket, Promise<void>>()

async function openTunnels(proxyPort: number, port: number, amount = TUNNELS): Promise<readonly Socket[]> {
  const sockets: Socket[] = []
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
  })
  for (let count = 0; count < amount; count++) {
    const socket = connect(proxyPort, '127.0.0.1')
    sockets.push(socket)
    socket.on('error', () => {})
    closings.set(socket, new Promise((resolve) => socket.once('close', () => resolve())))
    await once(socket, 'connect')
    socket.write(`CONNECT a.test:${port} HTTP/1.1\r\n\r\n`)
    await once(socket, 'data')
    socket.pause()
  }
  return sockets
}

/** Writes until nobody takes more, then reports it. */
function flood(socket: Socket): Promise<void> {
  const chunk = Buffer.alloc(64 * 1024)
  return new Promise((resolve) => {
    const write = () => {
      while (!socket.destroyed && socket.write(chunk));
      resolve()
    }
    socket.on('drain', write)
    write()
  })
}

/** Without ending the stream first: a socket that does, and is reset from the other side meanwhile, stays open in Node. */
function resetNow(socket: Socket | undefined): void {
  if (socket !== undefined) Object.assign(socket, { resetAndClosing: true }).destroy()
}

test('a thousand idle tunnels cost less than 64 MiB, and nothing once they are closed', {
  timeout: PATIENCE,
}, async () => {
  const server = await canary((socket) => void socket.on('end', () => socket.end()))
  const proxy = await proxyProcess()
  const before = await proxy.report()
  const clients = await openTunnels(proxy.port, server.port)
  const full = await proxy.report()
  expect(full.tunnels).toEqual({ open: TUNNELS, total: TUNNELS })
  expect((full.rss - before.rss) / MIB).toBeLessThan(64)
  for (const client of clients) client.destroy()
  await proxy.until(({ connections, tunnels }) => connections.open === 0 && tunnels.open === 0)
})

test('a thousand clients that do not read cost less than 64 MiB', { timeout: PATIENCE }, async () => {
  const server = await canary((socket) => void flood(socket))
  const proxy = await proxyProcess()
  const before = await proxy.report()
  const clients = await openTunnels(proxy.port, server.port)
  const full = await proxy.report()
  expect((full.rss - before.rss) / MIB).toBeLessThan(64)
  for (const client of clients) client.destroy()
  await proxy.until(({ tunnels }) => tunnels.open === 0)
})

test('a thousand servers that do not read cost less than 80 MiB', { timeout: PATIENCE }, async () => {
  const server = await canary((socket) => void socket.pause())
  const proxy = await proxyProcess()
  const before = await proxy.report()
  const clients = await openTunnels(proxy.port, server.port)
  await Promise.all(clients.map(flood))
  const full = await proxy.report()
  expect((full.rss - before.rss) / MIB).toBeLessThan(80)
})

test('a thousand servers that die at once take their tunnels along, and nothing else', {
  timeout: PATIENCE,
}, async () => {
  const sockets: Socket[] = []
  const server = await canary((socket) => void sockets.push(socket))
  const proxy = await proxyProcess()
  const clients = await openTunnels(proxy.port, server.port)
  // The kernel accepts for a server that has not noticed yet.
  await vi.waitUntil(() => sockets.length === TUNNELS, PATIENCE)
  for (const client of clients) client.resume()
  const closed = Promise.all(clients.map((client) => closings.get(client)))
  for (const socket of sockets) resetNow(socket)
  await closed
  await proxy.until(({ connections, tunnels }) => connections.open === 0 && tunnels.open === 0)
  const again = connect(proxy.port, '127.0.0.1')
  onTestFinished(() => void again.destroy())
  again.write('GET http://b.test/ HTTP/1.1\r\nHost: b.test\r\n\r\n')
  const [answer] = (await once(again, 'data')) as [Buffer]
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 403 /)
})

test('resets on either side, or on both at once, leave nothing', { timeout: PATIENCE }, async () => {
  const sockets: Socket[] = []
  const server = await canary((socket) => {
    sockets.push(socket)
    void flood(socket)
  })
  const proxy = await proxyProcess()
  for (let round = 0; round < 3; round++) {
    const from = sockets.length
    const clients = await openTunnels(proxy.port, server.port, 200)
    await vi.waitUntil(() => sockets.length === from + clients.length, PATIENCE)
    for (const [index, client] of clients.entries()) {
      void flood(client)
      if (index % 3 !== 0) resetNow(client)
      if (index % 3 !== 1) resetNow(sockets[from + index])
      else client.resume()
    }
    await proxy.until(({ connections, tunnels }) => connections.open === 0 && tunnels.open === 0)
  }
})

test('a proxy that is killed leaves nobody with a way out', { timeout: PATIENCE }, async () => {
  const server = await canary()
  const proxy = await proxyProcess()
  const clients = await openTunnels(proxy.port, server.port)
  for (const socket of clients) socket.resume()
  proxy.child.kill('SIGKILL')
  await Promise.all(clients.map((socket) => closings.get(socket)))
  const late = connect(proxy.port, '127.0.0.1')
  const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException]
  expect(error.code).toBe('ECONNREFUSED')
})
