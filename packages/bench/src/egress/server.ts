/** The server that is reached directly and through the sandbox: small answers, and streams of any length. Says its port. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMALL_BYTES } from './amounts.js'

const CHUNK = Buffer.alloc(1024 * 1024)
const SMALL = Buffer.alloc(SMALL_BYTES, 'x')

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server')
  if (pathname === '/deaf') return
  let left = Number(searchParams.get('bytes') ?? SMALL_BYTES)
  response.writeHead(200, { 'content-length': left })
  if (left === SMALL_BYTES) {
    response.end(SMALL)
    return
  }
  const send = () => {
    while (left > 0) {
      const part = CHUNK.subarray(0, left)
      left -= part.length
      if (!response.write(part)) return void response.once('drain', send)
    }
    response.end()
  }
  send()
})
server.keepAliveTimeout = 0
server.requestTimeout = 0
server.listen({ port: 0, host: '127.0.0.1', backlog: 2048 }, () => {
  console.log((server.address() as AddressInfo).port)
})
process.stdin.on('end', () => process.exit()).resume()
