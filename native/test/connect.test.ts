/** `sandbox-inner connect`: standard streams through a proxy. Needs no sandbox. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { programs } from './sandbox.js'

let server: Server | undefined
afterEach(() => {
  server?.close()
  server = undefined
})

/** A proxy that answers each request's head with what the test says. */
async function proxy(answer: (socket: Socket, head: string) => void): Promise<string> {
  server = createServer({ allowHalfOpen: true }, (socket) => {
    let head = ''
    const listen = (bytes: Buffer) => {
      head += bytes
      if (!head.includes('\r\n\r\n')) return
      socket.off('data', listen)
      answer(socket, head)
    }
    socket.on('data', listen).on('error', () => undefined)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function connect(
  HTTPS_PROXY: string | undefined,
  words: readonly string[],
  input: string | Buffer = '',
) {
  const child = spawn(programs.inner, ['connect', ...words], {
    env: HTTPS_PROXY === undefined ? {} : { HTTPS_PROXY },
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ])
  return { code, stdout, stderr }
}

test('moves both directions, each to its end', async () => {
  const url = await proxy((socket, head) => {
    expect(head).toBe('CONNECT a.example:22 HTTP/1.1\r\nHost: a.example:22\r\n\r\n')
    // Together with the first bytes of the server, and answered only after the end of the input.
    socket.write('HTTP/1.1 200 OK\r\n\r\nbanner;')
    let received = ''
    socket.on('data', (bytes) => {
      received += bytes
    })
    socket.on('end', () => socket.end(`got ${received}`))
  })
  expect(await connect(url, ['a.example', '22'], 'hello')).toEqual({
    code: 0,
    stdout: 'banner;got hello',
    stderr: '',
  })
})

test('megabytes, both ways at once', async () => {
  const size = 8 << 20
  const url = await proxy((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    socket.pipe(socket)
  })
  const { code, stdout } = await connect(url, ['a', '22'], Buffer.alloc(size, 'x'))
  expect([code, stdout.length]).toEqual([0, size])
})

test('ends with the server, whatever may still come in', async () => {
  const url = await proxy((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nbye'))
  const child = spawn(programs.inner, ['connect', 'a', '22'], { env: { HTTPS_PROXY: url } })
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'close') as Promise<[number]>])
  expect([code, stdout]).toEqual([0, 'bye'])
})

test('an address of version six gets its brackets', async () => {
  const url = await proxy((socket, head) => socket.end(`HTTP/1.1 200 OK\r\n\r\n${head.split('\r\n')[0]}`))
  expect((await connect(url, ['2001:db8::1', '22'])).stdout).toBe('CONNECT [2001:db8::1]:22 HTTP/1.1')
})

test('what the proxy says of a refusal is passed on, and nothing else', async () => {
  const url = await proxy((socket) =>
    socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 8\r\n\r\nrefused\nand more'),
  )
  expect(await connect(url, ['a', '22'])).toEqual({ code: 1, stdout: '', stderr: 'refused\n' })
})

test.each([
  ['no answer', '', 'the egress proxy ended the connection without an answer'],
  ['half an answer', 'HTTP/1.1 200', 'the egress proxy ended the connection without an answer'],
])('%s is told', async (_, answer, message) => {
  const url = await proxy((socket) => socket.end(answer))
  expect(await connect(url, ['a', '22'])).toEqual({ code: 1, stdout: '', stderr: `sandbox: ${message}\n` })
})

test('a head without end is given up', async () => {
  const url = await proxy((socket) => socket.write(`HTTP/1.1 200 OK\r\n${'x'.repeat(70_000)}`))
  expect(await connect(url, ['a', '22'])).toMatchObject({ code: 1, stdout: '' })
})

const NO_PROXY = "HTTPS_PROXY does not name the sandbox's egress proxy"

test.each([
  [['', '22'], 'http://127.0.0.1:1', 'not a host: '],
  [['a\r\nb', '22'], 'http://127.0.0.1:1', 'not a host: a\r\nb'],
  [['a b', '22'], 'http://127.0.0.1:1', 'not a host: a b'],
  [['x'.repeat(256), '22'], 'http://127.0.0.1:1', `not a host: ${'x'.repeat(256)}`],
  [['a', '0'], 'http://127.0.0.1:1', 'not a port: 0'],
  [['a', '65536'], 'http://127.0.0.1:1', 'not a port: 65536'],
  [['a', '22x'], 'http://127.0.0.1:1', 'not a port: 22x'],
  [['a', '22'], undefined, NO_PROXY],
  [['a', '22'], 'socks5h://127.0.0.1:1', NO_PROXY],
  [['a', '22'], 'http://127.0.0.1:70000', NO_PROXY],
  [['a', '22'], 'http://127.0.0.1:31x', NO_PROXY],
  [['a', '22'], 'http://300.0.0.1:31', NO_PROXY],
  [['a', '22'], 'http://user@127.0.0.1:31', NO_PROXY],
])('%j with %s is refused', async (words, url, message) => {
  expect(await connect(url, words)).toEqual({ code: 1, stdout: '', stderr: `sandbox: ${message}\n` })
})

test('a proxy that is gone is told', async () => {
  const url = await proxy(() => undefined)
  await new Promise((closed) => server?.close(closed))
  expect(await connect(url, ['a', '22'])).toMatchObject({
    code: 1,
    stderr: 'sandbox: cannot reach the egress proxy: Connection refused\n',
  })
})
