/** Every trick of the table is tried on a proxy of its own: nothing may reach the forbidden server, nor be looked up. */

import { expect, test } from 'vitest'
import { rawClient } from './support/client.js'
import { startProxy } from './support/proxy.js'
import { egress, LOCAL } from './support/rules.js'
import { canary } from './support/servers.js'
import { TRICKS } from './support/tricks.js'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

test('the table has more than 120 tricks, each of its own name', () => {
  expect(new Set(TRICKS.map(({ name }) => name)).size).toBe(TRICKS.length)
  expect(TRICKS.length).toBeGreaterThan(120)
})

test.each(TRICKS.map((trick) => ({ ...trick, title: JSON.stringify(trick.name) })))(
  '$title',
  async ({ bytes, next }) => {
    const bad = await canary((socket) => void socket.end(OK))
    const good = await canary((socket) => {
      socket.on('data', () => socket.write(OK))
      socket.on('end', () => socket.end())
    })
    const proxy = await startProxy({ policy: egress({ 'good.test:*': LOCAL }), limits: { headTime: 100 } })
    const field = { bad: bad.port, good: good.port, proxy: proxy.at.port }
    const client = await rawClient(proxy.at.port)
    client.send(bytes(field))
    if (next !== undefined) {
      await client.until(/^HTTP\/1\.1 \d/)
      client.send(next(field))
    }
    client.socket.end()
    await client.rest()
    expect(bad.connections()).toBe(0)
    expect(good.bytes()).not.toMatch(/evil/i)
    expect(proxy.lookedUp.filter((name) => name !== 'good.test')).toEqual([])
  },
)

test('what the tricks imitate works: the allowed server is reached', async () => {
  const good = await canary((socket) => {
    socket.on('data', () => socket.write(OK))
    socket.on('end', () => socket.end())
  })
  const proxy = await startProxy({ policy: egress({ 'good.test:*': LOCAL }) })
  const client = await rawClient(proxy.at.port)
  client.send(`GET http://good.test:${good.port}/ HTTP/1.1\r\nHost: good.test:${good.port}\r\n\r\n`)
  await client.until(/ok$/)
  expect(good.bytes()).toContain('GET / HTTP/1.1')
})
