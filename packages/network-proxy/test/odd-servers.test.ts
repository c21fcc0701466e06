import { expect, test } from 'vitest'
import { rawClient } from './support/client.js'
import { startProxy } from './support/proxy.js'
import { egress, LOCAL } from './support/rules.js'
import { canary } from './support/servers.js'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** A server whose first connection answers with these bytes, and every later one well; and a proxy before it. */
async function oddServer(bytes: string) {
  let count = 0
  const server = await canary((socket) => {
    const answer = count++ === 0 ? bytes : OK
    socket.on('data', () => void socket.write(answer, 'latin1'))
    socket.on('end', () => socket.end())
  })
  const host = `a.test:${server.port}`
  const proxy = await startProxy({ policy: egress({ [host]: LOCAL }) })
  const ask = `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`
  return { server, proxy, ask }
}

const CONTROL = '\x01\x08\x0b\x1b\x7f'

test.each([
  ['a status of less than 100', `HTTP/1.1 099 x\r\nContent-Length: 2\r\n\r\nok`],
  ['the status 000', `HTTP/1.1 000 x\r\nContent-Length: 2\r\n\r\nok`],
  ['a phrase with control characters', `HTTP/1.1 200 a${CONTROL}b\r\nContent-Length: 2\r\n\r\nok`],
  ['a phrase with NUL', 'HTTP/1.1 200 a\0b\r\nContent-Length: 2\r\n\r\nok'],
  ['such a phrase and no body', `HTTP/1.1 204 a${CONTROL}b\r\n\r\n`],
  ['a switch of protocols without a protocol', 'HTTP/1.1 101 Switching Protocols\r\n\r\nbytes of another'],
])('%s is a 502, and harms nobody else', async (_, bytes) => {
  const { server, proxy, ask } = await oddServer(bytes)
  const client = await rawClient(proxy.at.port)
  client.send(ask)
  const socket = await server.nextConnection()
  const isClosed = new Promise((resolve) => socket.once('close', resolve))
  const answer = await client.until(/^HTTP\/1\.1 502 [\s\S]*it failed[\s\S]*\n$/)
  expect(answer).toContain('error=http_protocol_error')
  expect(await proxy.event(({ type }) => type === 'failed')).toMatchObject({ reason: 'http_protocol_error' })
  // Nobody reads what else that server has to say.
  await isClosed
  const other = await rawClient(proxy.at.port)
  other.send(ask)
  await other.until(/^HTTP\/1\.1 200 OK[\s\S]*ok$/)
  expect(proxy.stats()).toMatchObject({ failed: 1, requests: 2 })
})

test('hints that come before an answer are left out, however odd they are', async () => {
  const hints = `HTTP/1.1 103 a${CONTROL}b\r\nLink: </a>\r\n\r\nHTTP/1.1 199 x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n`
  const { proxy, ask } = await oddServer(`${hints}${OK}`)
  const client = await rawClient(proxy.at.port)
  client.send(ask)
  expect(await client.until(/ok$/)).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
})

test('trailers are left out, however odd they are', async () => {
  const { proxy, ask } = await oddServer(
    `HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: \xff\xfe\t\r\n\r\n`,
  )
  const client = await rawClient(proxy.at.port)
  client.send(ask)
  expect(await client.until(/\r\n0\r\n\r\n$/)).not.toMatch(/x-sum/i)
})

const LATIN1 = Array.from({ length: 256 }, (_, code) => code)

test('no byte in a phrase, a name or a value of a header, or a trailer ends the proxy', {
  timeout: 60_000,
}, async () => {
  const answers = LATIN1.map((code) => String.fromCharCode(code)).flatMap((odd) => [
    `HTTP/1.1 200 a${odd}b\r\nContent-Length: 2\r\n\r\nok`,
    `HTTP/1.1 200 OK\r\nX${odd}Y: z\r\nContent-Length: 2\r\n\r\nok`,
    `HTTP/1.1 200 OK\r\nX: y${odd}z\r\nContent-Length: 2\r\n\r\nok`,
    `HTTP/1.1 204 No\r\nX: y${odd}z\r\n\r\n`,
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX${odd}: y${odd}z\r\n\r\n`,
  ])
  const server = await canary((socket) => {
    socket.once('data', (bytes: Buffer) => {
      const [, index = ''] = /^GET \/(\d+) /.exec(bytes.toString('latin1')) ?? []
      socket.end(answers[Number(index)] ?? OK, 'latin1')
    })
  })
  const host = `a.test:${server.port}`
  const proxy = await startProxy({ policy: egress({ [host]: LOCAL }) })
  const ask = async (index: number) => {
    const client = await rawClient(proxy.at.port)
    client.send(`GET http://${host}/${index} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    const answer = await client.rest()
    client.socket.destroy()
    return answer
  }
  for (const index of answers.keys()) expect(await ask(index)).toMatch(/^HTTP\/1\.1 (?:20[04]|502) /)
  expect(await ask(answers.length)).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*ok$/)
})
