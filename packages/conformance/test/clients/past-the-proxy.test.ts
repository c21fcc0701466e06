/** Whatever is tried past the proxy, nobody outside hears of it. Servers on the host's loopback listen for it. */

import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer, type Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { needed, whyNoClients } from './requirements.js'
import { EVIL, openSite, type Site } from './site.js'

/** Prints a name and what came of it, for each attempt. Port: where the host listens. */
const ATTEMPTS = `
import errno, socket, sys
port = int(sys.argv[1])

def attempt(name, act):
    try:
        print(name, act() or 'ok')
    except OSError as error:
        print(name, errno.errorcode.get(error.errno, type(error).__name__))

def send(family, address):
    with socket.socket(family, socket.SOCK_DGRAM) as s: s.sendto(b'x', address)

def connect(family, address):
    with socket.socket(family, socket.SOCK_STREAM) as s: s.connect(address)

def open(*words):
    socket.socket(*words).close()

attempt('udp', lambda: send(socket.AF_INET, ('127.0.0.1', port)))
attempt('farudp', lambda: send(socket.AF_INET, ('192.0.2.1', 53)))
attempt('tcp', lambda: connect(socket.AF_INET, ('127.0.0.1', port)))
attempt('tcp6', lambda: connect(socket.AF_INET6, ('::1', port)))
attempt('far', lambda: connect(socket.AF_INET, ('192.0.2.1', 80)))
attempt('far6', lambda: connect(socket.AF_INET6, ('2001:db8::1', 80)))
attempt('name', lambda: socket.getaddrinfo('${EVIL}', 80) and 'ok')
attempt('icmp', lambda: open(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP))
attempt('raw', lambda: open(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))
attempt('packet', lambda: open(socket.AF_PACKET, socket.SOCK_RAW, 0x300))
attempt('diagnosis', lambda: open(socket.AF_NETLINK, socket.SOCK_RAW, 4))
attempt('interfaces', lambda: ','.join(name for _, name in socket.if_nameindex()))
`

describe.skipIf(whyNoClients !== undefined)(`past the proxy ${whyNoClients ?? ''}`, () => {
  let site: Site
  const heard: string[] = []
  const servers: (Server | Socket)[] = []
  let port: number

  beforeEach(async () => {
    heard.length = 0
    site = await openSite((_, response) => response.end())
    const tcp = createServer((socket) => {
      heard.push('tcp')
      socket.destroy()
    })
    const udp = createSocket('udp4', () => heard.push('udp'))
    servers.push(tcp, udp)
    tcp.listen(0)
    await once(tcp, 'listening')
    const address = tcp.address()
    port = typeof address === 'object' ? (address?.port ?? 0) : 0
    udp.bind(port)
    await once(udp, 'listening')
  })
  afterEach(async () => {
    for (const server of servers.splice(0)) server.close()
    await site?.close()
  })

  test('datagrams, names, other protocols and IPv6 reach nobody', async (context) => {
    const python = await needed(context, 'python3')
    const { text, exitCode } = await site.run(python, '-c', ATTEMPTS, String(port))
    expect(exitCode).toBe(0)
    const outcomes = Object.fromEntries(
      text
        .trim()
        .split('\n')
        .map((line) => line.split(' ')),
    )
    expect(outcomes).toEqual({
      // To itself a command may send what it likes.
      udp: 'ok',
      farudp: 'ENETUNREACH',
      tcp: expect.stringMatching(/^(ECONNREFUSED|EACCES)$/),
      tcp6: expect.stringMatching(/^(ECONNREFUSED|EACCES|EADDRNOTAVAIL|EAFNOSUPPORT|ENETUNREACH)$/),
      far: expect.stringMatching(/^(ENETUNREACH|EACCES)$/),
      far6: expect.stringMatching(/^(ENETUNREACH|EACCES|EAFNOSUPPORT)$/),
      name: 'gaierror',
      icmp: 'EPERM',
      raw: 'EPERM',
      packet: 'EPERM',
      diagnosis: 'EPERM',
      interfaces: 'lo',
    })
    expect(heard).toEqual([])
    fromOutside(port)
    await vi.waitUntil(() => heard.length === 2, { timeout: 30_000 })
    expect(site.asked).toEqual([])
  })
})

/** What the listeners would have heard. */
function fromOutside(port: number): void {
  const socket = createSocket('udp4')
  socket.send('x', port, '127.0.0.1', () => socket.close())
  connect(port, '127.0.0.1').on('error', () => {})
}
