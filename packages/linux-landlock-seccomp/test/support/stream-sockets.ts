/** A caller, such as inetd, that gives a socket as standard input, and a command that sends by it to the host. */

import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { type Place, type SandboxResult, type TestUser, users } from './place.js'

const CALLER = `
import os, socket, sys
os.dup2(socket.socket(socket.AF_INET, socket.SOCK_DGRAM).detach(), 0)
os.execv(sys.argv[1], sys.argv[1:])
`

const COMMAND = `
import socket, sys
socket.socket(fileno=0).sendto(b'out', ('127.0.0.1', int(sys.argv[1])))
`

/** What comes of it, as every user. */
export function testStreamSockets(placeOf: (user: TestUser) => Place): void {
  describe.each(users)('as $name', (user) => {
    const send = async (egress: 'none' | 'full') => {
      const place = placeOf(user)
      try {
        return await sendByStandardInput(place, egress)
      } finally {
        place.remove()
      }
    }

    test('without a network it is not handed on, and the error says what to do', async () => {
      const { result, arrived } = await send('none')
      expect(arrived).toEqual([])
      expect(result).toMatchObject({ exitCode: 125, started: false, error: { code: 'SETUP_FAILED' } })
      expect(result.error?.message).toMatch(
        /standard input is a socket .*pipe in between, as in `cat \| sandbox`/,
      )
    })

    test('in the network of the host it is', async () => {
      const { result, arrived } = await send('full')
      expect(result).toMatchObject({ exitCode: 0 })
      expect(arrived).toEqual(['out'])
    })
  })
}

/** What a run gave back, and what arrived outside. */
interface Sent<Result> {
  readonly result: Result
  readonly arrived: readonly string[]
}

/** Runs a command that sends a datagram to the host by its standard input. */
async function sendByStandardInput<Result extends SandboxResult>(
  place: Place<Result>,
  egress: 'none' | 'full',
): Promise<Sent<Result>> {
  const host = createSocket('udp4')
  const arrived: string[] = []
  host.on('message', (message) => arrived.push(message.toString()))
  host.bind(0, '127.0.0.1')
  await once(host, 'listening')
  try {
    const { port } = host.address()
    const result = await run(place, ['python3', '-c', COMMAND, String(port)], egress)
    // What the command sent stands before this in the queue.
    const last = once(host, 'message')
    if (arrived.length === 0) host.send('last', port, '127.0.0.1')
    if (arrived.length === 0) await last
    return { result, arrived: arrived.filter((message) => message !== 'last') }
  } finally {
    host.close()
  }
}

async function run<Result extends SandboxResult>(
  place: Place<Result>,
  command: readonly string[],
  egress: 'none' | 'full',
): Promise<Result> {
  const call = place.driverCall(command, { '/': 'read' }, { egress, stdio: 'inherit' })
  const child = spawn('python3', ['-c', CALLER, ...call.command], {
    uid: place.user.uid,
    gid: place.user.uid,
    cwd: call.cwd,
    env: call.environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text
  })
  await once(child, 'close')
  return JSON.parse(told) as Result
}
