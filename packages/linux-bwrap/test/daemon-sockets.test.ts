import { once } from 'node:events'
import { chmodSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TestPlace, users } from './sandbox.js'

/** Prints `reached`, or the name of the error. */
const CONNECT = `const s = require('net').connect(process.argv[1])
s.on('connect', () => { console.log('reached'); s.destroy() }).on('error', (e) => console.log(e.code))`

describe.each(users)('as $name', (user) => {
  let place: TestPlace
  let servers: Server[]
  beforeEach(() => {
    place = new TestPlace(user)
    servers = []
  })
  afterEach(() => {
    for (const server of servers) server.close()
    place.remove()
  })

  /** A daemon outside, which answers everybody. */
  async function listen(path: string): Promise<string> {
    const server = createServer((socket) => socket.end())
    servers.push(server)
    server.listen(path)
    await once(server, 'listening')
    chmodSync(path, 0o777)
    return path
  }

  const connect = (path: string, options: object = {}) => {
    const rules = { '/': 'read', [place.workspace]: 'write' } as const
    const command = [process.execPath, '-e', CONNECT, path]
    return place.run(command, rules, { egress: 'full', ...options }).stdout.trim()
  }

  test("the session's bus, and what the environment names, are closed; another socket is not", async () => {
    const bus = await listen(place.at('run/bus'))
    const agent = await listen(place.at('home/agent'))
    const mine = await listen(place.at('home/mine'))
    const driverEnvironment = { SSH_AUTH_SOCK: agent, DOCKER_HOST: `unix://${place.at('w/../home/docker')}` }
    await listen(place.at('home/docker'))
    expect(connect(bus)).toBe('EACCES')
    expect(connect(agent, { driverEnvironment })).toBe('EACCES')
    expect(connect(place.at('home/docker'), { driverEnvironment })).toBe('EACCES')
    expect(connect(mine, { driverEnvironment })).toBe('reached')
  })

  test('terminals that run what they are told are closed, wherever the environment says they are', async () => {
    const directory = place.at(`home/tmux-${user.uid}`)
    place.directory(directory)
    const unnamed = await listen(join(directory, 'other'))
    const named = await listen(place.at('home/named'))
    const driverEnvironment = { TMUX: `${named},4711,0`, TMUX_TMPDIR: place.at('home') }
    expect(connect(named, { driverEnvironment })).toBe('EACCES')
    expect(connect(unnamed, { driverEnvironment })).toBe('EACCES')
    expect([connect(named), connect(unnamed)]).toEqual(['reached', 'reached'])
  })

  test('a directory of sockets is closed but for those that the policy allows', async () => {
    place.directory(place.at('run/gnupg'))
    const agent = await listen(place.at('run/gnupg/S.gpg-agent'))
    const other = await listen(place.at('run/gnupg/S.dirmngr'))
    expect(connect(agent)).toBe('EACCES')
    const unixSockets = { [agent]: 'allow' }
    expect(connect(agent, { unixSockets })).toBe('reached')
    expect(connect(other, { unixSockets })).toBe('EACCES')
  })

  test('the policy opens and closes sockets by name', async () => {
    const bus = await listen(place.at('run/bus'))
    const mine = await listen(place.at('w/mine'))
    expect(connect(bus, { unixSockets: { [bus]: 'allow' } })).toBe('reached')
    expect(connect(mine, { unixSockets: { [mine]: 'deny' } })).toBe('EACCES')
  })

  test('without the network of the host none can be connected to', async () => {
    const mine = await listen(place.at('w/mine'))
    expect(connect(mine, { egress: 'none' })).toBe('EPERM')
  })
})
