/** What a command without namespaces can reach: nothing with egress none, everything but what Landlock scopes with full. */

import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { chmodSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TestPlace, users } from './place.js'
import { canConfine } from './support/landlock-abi.js'

/** One attempt each, in the words of the kernel. */
const CLIENT = `
import errno, os, socket, sys
def attempt(name, act):
    try:
        act()
        print(name, 'ok')
    except OSError as error:
        print(name, errno.errorcode[error.errno])
port, udp, path, abstract = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
def connect(family, address):
    with socket.socket(family, socket.SOCK_STREAM) as s: s.connect(address)
def send():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s: s.sendto(b'x', ('127.0.0.1', udp))
def serve():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        s.listen()
attempt('tcp', lambda: connect(socket.AF_INET, ('127.0.0.1', port)))
attempt('udp', send)
attempt('listen', serve)
attempt('unix', lambda: connect(socket.AF_UNIX, path))
attempt('abstract', lambda: connect(socket.AF_UNIX, chr(0) + abstract))
attempt('pair', lambda: [s.close() for s in socket.socketpair()])
`

describe.skipIf(!canConfine).each(users)('as $name', (user) => {
  let place: TestPlace
  const servers: (Server | Socket)[] = []
  const daemons: ChildProcess[] = []
  beforeEach(() => {
    place = new TestPlace(user)
  })
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
    for (const daemon of daemons.splice(0)) daemon.kill('SIGKILL')
    place.remove()
  })

  async function listening(address: object | string): Promise<Server> {
    const server = createServer((socket) => socket.end())
    servers.push(server)
    server.listen(address)
    await once(server, 'listening')
    return server
  }

  /** Not every Node.js gives an abstract socket the very name it is told. */
  async function serveAbstract(name: string): Promise<void> {
    const script = `
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.bind(chr(0) + sys.argv[1])
s.listen()
print('ready', flush=True)
while True: s.accept()`
    const server = spawn('python3', ['-c', script, name], { stdio: ['ignore', 'pipe', 'ignore'] })
    daemons.push(server)
    await once(server.stdout, 'data')
  }

  /** Everything there is to reach, as arguments of the client. */
  async function hosts(): Promise<readonly string[]> {
    const tcp = (await listening({ host: '127.0.0.1', port: 0 })).address()
    const path = place.at('home/socket')
    await listening(path)
    chmodSync(path, 0o777)
    const abstract = `sandbox-test-${process.pid}-${user.uid}`
    await serveAbstract(abstract)
    const udp = createSocket('udp4')
    servers.push(udp)
    udp.bind(0, '127.0.0.1')
    await once(udp, 'listening')
    const port = typeof tcp === 'object' && tcp !== null ? tcp.port : 0
    return [String(port), String(udp.address().port), path, abstract]
  }

  const reach = async (egress: 'none' | 'full') => {
    const run = place.run(['python3', '-c', CLIENT, ...(await hosts())], { '/': 'read' }, { egress })
    expect(run.stderr).toBe('')
    return Object.fromEntries(
      run.stdout
        .trim()
        .split('\n')
        .map((line) => line.split(' ')),
    )
  }

  test('with egress none nothing is reached, and the filter says so', async () => {
    expect(await reach('none')).toEqual({
      tcp: 'EPERM',
      udp: 'EPERM',
      listen: 'EPERM',
      unix: 'EPERM',
      abstract: 'EPERM',
      pair: 'ok',
    })
  })

  test('with egress full everything is but the abstract sockets, which Landlock keeps; the run says so', async () => {
    expect(await reach('full')).toEqual({
      tcp: 'ok',
      udp: 'ok',
      listen: 'ok',
      unix: 'ok',
      abstract: 'EPERM',
      pair: 'ok',
    })
    expect(place.sh('true', { '/': 'read' }, { egress: 'full' }).warnings).toContainEqual(
      expect.objectContaining({ code: 'SOCKETS_REACHABLE' }),
    )
  })
})
