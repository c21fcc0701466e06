import { expect, test } from 'vitest'
import type { EgressLimits } from '../src/limits.js'
import type { Resolver } from '../src/lookup.js'
import { rawClient, socksRequest } from './support/client.js'
import { startProxy } from './support/proxy.js'
import { egress, LOCAL } from './support/rules.js'
import { canary } from './support/servers.js'

const PATIENCE = { timeout: 30_000 }

const connectTo = (host: string, port: number) => `CONNECT ${host}:${port} HTTP/1.1\r\n\r\n`

/** A proxy before one server, whose names get their addresses when the test says so. */
async function slowNames(limits: Partial<EgressLimits> = {}) {
  const server = await canary()
  const asked: string[] = []
  const answers = new Map<string, (answer: readonly string[] | Promise<readonly string[]>) => void>()
  const resolver: Resolver = (name) => {
    asked.push(name)
    if (name === 'broken.test') throw new Error('a resolver that throws')
    return new Promise((resolve) => answers.set(name, resolve))
  }
  const proxy = await startProxy({ policy: egress({ '**.test:*': LOCAL }), resolver, limits })
  const ask = async (host: string) => {
    const client = await rawClient(proxy.at.port)
    client.send(connectTo(host, server.port))
    return client
  }
  /** Whoever asks last is answered last: all others have been heard by then. */
  const allHeard = async () => {
    const client = await ask('refused.example')
    await client.until(/no rule allows/)
  }
  const answer = (name: string, addresses: readonly string[] = ['127.0.0.1']) =>
    answers.get(name)?.(addresses)
  return { server, proxy, asked, ask, allHeard, answer }
}

test(
  'names whose servers never answer wait in line, and leave it with those who asked',
  PATIENCE,
  async () => {
    const { proxy, asked, ask, allHeard, answer } = await slowNames()
    const names = Array.from({ length: 200 }, (_, index) => `n${index}.dead.test`)
    const clients = []
    for (const name of names) clients.push(await ask(name))
    await allHeard()
    expect(asked).toEqual(['n0.dead.test', 'n1.dead.test'])
    for (const client of clients) client.socket.resetAndDestroy()
    await expect.poll(() => proxy.stats().failed, PATIENCE).toBe(names.length)
    const late = await ask('late.test')
    await allHeard()
    // What has been asked cannot be taken back.
    expect(asked).toEqual(['n0.dead.test', 'n1.dead.test'])
    answer('n1.dead.test')
    await expect.poll(() => asked, PATIENCE).toEqual(['n0.dead.test', 'n1.dead.test', 'late.test'])
    answer('late.test')
    await late.until(/^HTTP\/1\.1 200 /)
    expect(proxy.stats().lookups).toBe(3)
  },
)

test('who waits too long for an address is told so', PATIENCE, async () => {
  const { server, proxy, asked, ask } = await slowNames({ lookups: 1, connectTime: 50 })
  const [first, second] = [await ask('first.test'), await ask('second.test')]
  for (const client of [first, second]) {
    expect(await client.rest()).toMatch(/^HTTP\/1\.1 504 [\s\S]*error=dns_timeout[\s\S]*took too long/)
  }
  const socks = await rawClient(proxy.at.port)
  socks.send(socksRequest('third.test', server.port))
  expect((await socks.rest()).slice(0, 4)).toBe('\x05\x00\x05\x06')
  expect(asked).toEqual(['first.test'])
  expect(proxy.events.map((event) => 'reason' in event && event.reason)).toEqual(Array(3).fill('dns_timeout'))
})

test('everybody who asks for the same name meanwhile shares one lookup', PATIENCE, async () => {
  const { server, asked, ask, allHeard, answer } = await slowNames()
  const [first, second, third] = [await ask('a.test'), await ask('a.test'), await ask('a.test')]
  await allHeard()
  first.socket.resetAndDestroy()
  await allHeard()
  answer('a.test')
  await Promise.all([second, third].map((client) => client.until(/^HTTP\/1\.1 200 /)))
  expect(asked).toEqual(['a.test'])
  expect(server.connections()).toBe(2)
  const later = await ask('a.test')
  await expect.poll(() => asked, PATIENCE).toEqual(['a.test', 'a.test'])
  answer('a.test')
  await later.until(/^HTTP\/1\.1 200 /)
})

test('a lookup that fails makes room for the next', PATIENCE, async () => {
  const { asked, ask, answer } = await slowNames({ lookups: 1 })
  for (const name of ['broken.test', 'none.test', 'odd.test']) {
    const client = await ask(name)
    await expect.poll(() => asked, PATIENCE).toContain(name)
    answer(name, name === 'none.test' ? [] : ['no address'])
    expect(await client.rest()).toMatch(/^HTTP\/1\.1 502 [\s\S]*error=dns_error/)
  }
  const client = await ask('a.test')
  await expect.poll(() => asked, PATIENCE).toContain('a.test')
  answer('a.test')
  await client.until(/^HTTP\/1\.1 200 /)
})
