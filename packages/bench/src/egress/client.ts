/**
 * The client, which runs inside and outside alike: `client.js MEASURE WAY HOST:PORT AMOUNT`. It speaks just enough HTTP to
 * count answers, so that it takes as little as possible beside what is measured. Prints one number, or `ready`.
 */

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { CONNECTIONS, SMALL_BYTES } from './amounts.js'

const [measure = '', way = '', authority = '', amountText = ''] = process.argv.slice(2)
const amount = Number(amountText)
const END_OF_HEAD = '\r\n\r\n'

/** Requests to a proxy name the whole URL; past it and in tunnels they do not. */
const request = (method: string, path: string) =>
  `${method} ${way === 'forward' ? `http://${authority}` : ''}${path} HTTP/1.1\r\nHost: ${authority}\r\n`

const get = (path: string) => `${request('GET', path)}${'\r\n'}`

async function open(): Promise<Socket> {
  const to = way === 'direct' ? new URL(`http://${authority}`) : new URL(process.env.HTTP_PROXY ?? '')
  const socket = connect({ host: to.hostname, port: Number(to.port), noDelay: true })
  await once(socket, 'connect')
  if (way !== 'tunnel') return socket
  socket.write(`CONNECT ${authority} HTTP/1.1\r\n\r\n`)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  if (!answer.toString().startsWith('HTTP/1.1 200 ')) throw new Error(answer.toString())
  return socket
}

async function openAll(count: number): Promise<readonly Socket[]> {
  const sockets: Socket[] = []
  while (sockets.length < count) sockets.push(await open())
  return sockets
}

/** Asks for a small answer again each time one has come, as long as `again` says so. */
function converse(socket: Socket, again: () => boolean): Promise<void> {
  const question = get('/')
  return new Promise((resolve) => {
    let seen = ''
    socket.on('data', (bytes) => {
      seen += bytes.toString('latin1')
      const end = seen.indexOf(END_OF_HEAD)
      if (end < 0 || seen.length < end + END_OF_HEAD.length + SMALL_BYTES) return
      if (!seen.startsWith('HTTP/1.1 200 ')) throw new Error(seen)
      seen = ''
      if (again()) socket.write(question)
      else resolve()
    })
    socket.write(question)
  })
}

/** Mebibytes per second of one answer. */
async function stream(): Promise<number> {
  const socket = await open()
  const start = performance.now()
  await new Promise<void>((resolve) => {
    let seen = 0
    socket.on('data', (bytes) => {
      seen += bytes.length
      if (seen >= amount) resolve()
    })
    socket.write(get(`/?bytes=${amount}`))
  })
  return amount / 2 ** 20 / seconds(start)
}

/** The median of microseconds from a request to its answer, on one connection. */
async function latency(): Promise<number> {
  const times: number[] = []
  let start = performance.now()
  await converse(await open(), () => {
    const now = performance.now()
    times.push((now - start) * 1000)
    start = now
    return times.length < amount
  })
  times.sort((a, b) => a - b)
  return times[Math.floor(times.length / 2)] ?? Number.NaN
}

/** Requests per second at 64 connections. */
async function rate(): Promise<number> {
  const sockets = await openAll(CONNECTIONS)
  let left = amount - sockets.length
  const start = performance.now()
  await Promise.all(sockets.map((socket) => converse(socket, () => left-- > 0)))
  return amount / seconds(start)
}

/** Connections that do nothing, read nothing of much that comes, or send much to a server that reads nothing. */
async function hold(begin: (socket: Socket) => void): Promise<never> {
  const line = () => new Promise((resolve) => process.stdin.once('data', resolve))
  console.log('ready')
  await line()
  for (const socket of await openAll(amount)) {
    socket.pause()
    begin(socket)
  }
  console.log('ready')
  await line()
  process.exit()
}

const CHUNK = Buffer.alloc(64 * 1024)
const MUCH = 2 ** 30

function seconds(start: number): number {
  return (performance.now() - start) / 1000
}

const MEASURES: Readonly<Record<string, () => Promise<number>>> = {
  stream,
  latency,
  rate,
  idle: () => hold(() => {}),
  unread: () => hold((socket) => void socket.write(get(`/?bytes=${MUCH}`))),
  unheard: () =>
    hold((socket) => {
      socket.write(`${request('POST', '/deaf')}Content-Length: ${MUCH}\r\n\r\n`)
      const pour = () => {
        while (socket.write(CHUNK));
      }
      socket.on('drain', pour)
      pour()
    }),
}

console.log(await MEASURES[measure]?.())
process.exit()
