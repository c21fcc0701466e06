/** A listener that is made inside and served outside. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { identities, programs, spec } from './sandbox.js'

const FRAME = [
  '--unshare-user',
  '--unshare-pid',
  '--unshare-net',
  '--ro-bind',
  '/',
  '/',
  '--dev',
  '/dev',
  '--proc',
  '/proc',
]
const END = ['--die-with-parent', '--as-pid-1', '--']

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sandbox-listener-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** Runs `sh -c script` with a message channel at descriptor 6 and the leash at 7. */
function start(script: string, note: string, identity: { uid: number; gid: number }) {
  const path = join(directory, 'spec')
  const file = openSync(path, 'wx+', 0o600)
  writeSync(file, spec([], ['sh', '-c', script]))
  const files = [openSync(programs.inner, 'r'), openSync(programs.bwrap, 'r'), file]
  const inside = ['/proc/self/fd/3', 'run', '1', '5', '7', note]
  const args = [
    'launch',
    '1',
    '6',
    String(process.pid),
    '-',
    '-',
    '5',
    '/proc/self/fd/4',
    'bwrap',
    ...FRAME,
    ...['--cap-drop', 'ALL', ...(identity.uid === 0 ? ['--cap-add', 'CAP_SETFCAP'] : [])],
    ...END,
    ...inside,
  ]
  const child = spawn('/proc/self/fd/3', args, {
    env: {},
    stdio: ['ignore', 'pipe', 'pipe', ...files, 'ipc'],
    ...(process.getuid?.() === identity.uid ? {} : identity),
  })
  for (const one of files) closeSync(one)
  return child
}

const CONNECT = `node -e "
  const socket = require('net').connect(3128, '127.0.0.1', () => socket.end('from inside'))
  socket.on('data', (bytes) => console.log(String(bytes)))"`

describe.each(identities)('as $name', ({ uid, gid }) => {
  test('what is connected inside is accepted outside', async () => {
    const child = start(`PATH=${process.env.PATH ?? ''}; ${CONNECT}`, 'listener=6:3128', { uid, gid })
    const [output, ended] = [text(child.stdout ?? []), once(child, 'exit')]
    const [message, server] = (await once(child, 'message')) as [unknown, Server]
    expect([message, server instanceof Server]).toEqual(['listener', true])
    expect(server.address()).toMatchObject({ address: '127.0.0.1', port: 3128 })
    server.on('connection', (socket) => socket.resume().end('from outside'))
    await ended
    expect(await output).toBe('from outside\n')
    await new Promise((closed) => server.close(closed))
  })

  test('the channel is closed before the command starts', async () => {
    const child = start('ls /proc/self/fd | wc -l', 'listener=6:3128', { uid, gid })
    const [output, ended] = [text(child.stdout ?? []), once(child, 'exit')]
    const [, server] = (await once(child, 'message')) as [unknown, Server]
    await ended
    server.close()
    expect(await output).toBe('4\n')
  })

  test.each([
    'listener=',
    'listener=6',
    'listener=6:',
    'listener=6:0',
    'listener=6:65536',
    'listener=x:3128',
    'listener=6:31a',
    'listener=3:3128',
    'listener=99:3128',
    'listener=12345678901234567:3128',
  ])('%s starts nothing', async (note) => {
    const child = start('echo started', note, { uid, gid })
    const output = text(child.stdout ?? [])
    const [code] = (await once(child, 'exit')) as [number]
    expect([code, await output]).toEqual([125, ''])
  })
})
