/** The way out of a sandbox: the hosts that are allowed, through the proxy, and nothing past it. */

import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { constants } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ARCHITECTURES, type Arch } from '../../linux-landlock-seccomp/src/architecture.js'
import { refusalOf } from '../../linux-landlock-seccomp/test/support/answers.js'
import { CASES } from '../../linux-landlock-seccomp/test/support/cases.js'
import { buildProbe, encode } from '../../linux-landlock-seccomp/test/support/probe.js'
import type { SandboxOptions } from '../src/index.js'
import { Place } from './place.js'

/** Asks through the proxy that the environment names, and prints the code and the text. */
const ASK = `
const { host } = new URL(process.env.HTTP_PROXY)
const [name, port] = host.split(':')
require('http').get({ host: name, port, path: process.argv[1], headers: { host: new URL(process.argv[1]).host } }, (answer) => {
  let text = ''
  answer.on('data', (part) => { text += part }).on('end', () => console.log(answer.statusCode, text.trim()))
}).on('error', (error) => console.log(error.code))`

/** Asks for the same again and again, on one connection, and reads every answer. */
const ASK_OFTEN = `
const { hostname, port } = new URL(process.env.HTTP_PROXY)
const [url, count] = process.argv.slice(1)
const head = 'GET ' + url + ' HTTP/1.1\\r\\nHost: ' + new URL(url).host + '\\r\\n'
const socket = require('net').connect(port, hostname)
socket.write((head + '\\r\\n').repeat(count - 1) + head + 'Connection: close\\r\\n\\r\\n')
socket.resume()`

/** Connects directly. */
const CONNECT = `
require('net').connect(Number(process.argv[1]), process.argv[2] ?? '127.0.0.1')
  .on('connect', () => { console.log('connected'); process.exit() }).on('error', (error) => console.log(error.code))`

let place: Place
let server: Server
let url: string
let authority: string
const asked = vi.fn()

beforeEach(async () => {
  place = new Place()
  asked.mockClear()
  server = createServer((request, answer) => {
    asked(request.url)
    answer.end('from outside')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  authority = `127.0.0.1:${port}`
  url = `http://${authority}/path`
})
afterEach(async () => {
  await place.remove()
  await new Promise((closed) => server.close(closed))
})

const open = (options: SandboxOptions = {}) => place.sandbox({ network: 'proxy', ...options })
const allowing = () => open({ network: { domains: { [authority]: { action: 'allow', private: true } } } })

describe.skipIf(process.platform !== 'linux')('on Linux', () => {
  test('an allowed host is reached', async () => {
    const sandbox = await allowing()
    const { stdout, denials } = await sandbox.exec('node', ['-e', ASK, url])
    expect(stdout).toBe('200 from outside')
    expect(asked).toHaveBeenCalledWith('/path')
    expect(denials).toEqual([])
  })

  test('another one is refused, with the line that would allow it, and told as a denial', async () => {
    const onDenial = vi.fn()
    const sandbox = await open({ onDenial })
    const { stdout, denials } = await sandbox.exec('node', ['-e', ASK, url])
    expect(stdout).toMatch(/^403 /)
    expect(stdout).toContain(`network.domains."${authority}" = "allow"`)
    expect(asked).not.toHaveBeenCalled()
    expect(denials).toMatchObject([{ kind: 'network', subject: authority }])
    expect(onDenial).toHaveBeenCalledWith(denials[0])
  })

  test('of very many refusals the first ones are kept, and all are counted', async () => {
    const sandbox = await open()
    const many = 10_100
    const { denials } = await sandbox.exec('node', ['-e', ASK_OFTEN, url, String(many)])
    expect(denials).toHaveLength(10_000)
    expect(sandbox.stats().egress?.refused).toEqual({ not_listed: many })
  })

  test('the host is asked about it once, and its word counts', async () => {
    const onNetworkRequest = vi.fn(() => ({ action: 'allow', private: true }) as const)
    const sandbox = await open({ onNetworkRequest })
    const script = `node -e "$1" "$2" & node -e "$1" "$2" & wait`
    const { stdout } = await sandbox.exec('sh', ['-c', script, 'sh', ASK, url])
    expect(stdout).toBe('200 from outside\n200 from outside')
    expect(onNetworkRequest).toHaveBeenCalledTimes(1)
  })

  test('nothing is reached past the proxy', async () => {
    const sandbox = await allowing()
    const { port } = server.address() as AddressInfo
    const { stdout } = await sandbox.exec('node', ['-e', CONNECT, String(port)])
    expect(stdout).toMatch(/ECONNREFUSED|EACCES/)
    const { stdout: outside } = await sandbox.exec('node', ['-e', CONNECT, '80', '192.0.2.1'])
    expect(outside).toMatch(/ENETUNREACH|EACCES/)
  })

  test('each run has a proxy of its own, and none is left', async () => {
    const sandbox = await allowing()
    const runs = Array.from({ length: 6 }, () => sandbox.exec('node', ['-e', ASK, url]))
    for (const { stdout } of await Promise.all(runs)) expect(stdout).toBe('200 from outside')
    const sockets = process.getActiveResourcesInfo().filter((name) => /TCP(Server|Socket)/.test(name))
    // The server of this test, and what its clients keep alive.
    expect(sockets.filter((name) => name.startsWith('TCPServer'))).toHaveLength(1)
  })

  test('the proxy of the user is not told to the command', async () => {
    const environment = {
      ...process.env,
      HOME: place.directory,
      HTTPS_PROXY: 'http://me:secret@proxy.test:1',
    }
    for (const network of ['none', 'proxy'] as const) {
      const sandbox = await place.sandbox({ network, environment })
      expect((await sandbox.exec('env')).stdout).not.toContain('secret')
    }
    const full = await place.sandbox({ network: 'full', environment })
    expect((await full.exec('env')).stdout).toContain('secret')
  })

  test('a command that ends at once, and one that is killed, leave nothing behind', async () => {
    const sandbox = await allowing()
    expect((await sandbox.exec('true')).exitCode).toBe(0)
    const { subprocess } = await sandbox.spawn('sleep', ['1000'], { reject: false })
    subprocess.kill('SIGKILL')
    expect(await subprocess).toMatchObject({ failed: true })
    expect((await sandbox.exec('false', [], { reject: false })).exitCode).toBe(1)
  })

  test('every row of the filter table is answered as it says for this mode', async () => {
    const arch = process.arch as Arch
    const numbers: Readonly<Partial<Record<string, number>>> = ARCHITECTURES[arch].calls
    const cases = CASES.filter(({ call }) => numbers[call] !== undefined)
    buildProbe(join(place.directory, 'probe'))
    writeFileSync(
      join(place.directory, 'calls'),
      encode(cases.map(({ call, args }) => ({ nr: numbers[call] ?? -1, args }))),
    )
    const sandbox = await open()
    const inputFile = join(place.directory, 'calls')
    const { stdout } = await sandbox.exec(join(place.directory, 'probe'), ['calls', 'none'], { inputFile })
    const names = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]))
    const told = stdout.split('\n').map((errno) => (errno === '0' ? 'ok' : names.get(Number(errno))))
    for (const [at, one] of cases.entries()) {
      const meant = refusalOf(one, { egress: 'proxy', arch }) ?? one.kernel
      if (meant !== undefined) expect([one.title, told[at]]).toEqual([one.title, meant])
    }
  })

  test('what ran is counted, while it runs and afterwards', async () => {
    const sandbox = await allowing()
    expect(sandbox.stats()).toEqual({ commands: { total: 0, running: 0 }, denials: 0, egress: undefined })
    const { subprocess } = await sandbox.spawn('cat')
    expect(sandbox.stats()).toMatchObject({ commands: { total: 1, running: 1 }, egress: { requests: 0 } })
    subprocess.stdin?.end()
    await subprocess
    await sandbox.exec('node', ['-e', ASK, url])
    await sandbox.exec('node', ['-e', ASK, 'http://refused.example/'])
    const { commands, denials, egress } = sandbox.stats()
    expect({ commands, denials }).toEqual({ commands: { total: 3, running: 0 }, denials: 1 })
    expect(egress).toMatchObject({ requests: 1, refused: { not_listed: 1 }, tunnels: { open: 0 } })
    expect(egress?.received).toBeGreaterThan('from outside'.length - 1)
  })

  test.each([
    ['in the default profile', undefined],
    ['where reading is restricted', { filesystem: { ':minimal': 'read', ':workspace_roots': 'write' } }],
  ] as const)('ssh finds a way to the proxy %s', async (_, profile) => {
    const domains = { [authority]: { action: 'allow', private: true } } as const
    const sandbox = await place.sandbox({ profile, network: { mode: 'proxy', domains } })
    // What ssh makes of it: the host and the port in place of their signs, run by a shell.
    const script = `command=$(printf '%s' "$GIT_SSH_COMMAND" | sed "s/.*ProxyCommand='//;s/'.*//;s/%h/127.0.0.1/;s/%p/$1/")
      printf 'GET /path HTTP/1.1\\r\\nhost: a\\r\\nconnection: close\\r\\n\\r\\n' | eval "$command"`
    const { port } = server.address() as AddressInfo
    const { stdout } = await sandbox.exec('sh', ['-c', script, 'sh', String(port)])
    expect(stdout).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*from outside$/)
    const refused = await sandbox.exec('sh', ['-c', script, 'sh', String(port + 1)], { reject: false })
    expect(refused).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringContaining('no rule allows'),
    })
  })

  test('the command finds no channel to the host', async () => {
    const sandbox = await allowing()
    const script = 'ls /proc/self/fd | wc -l; echo "[$NODE_CHANNEL_FD]"'
    expect((await sandbox.exec('sh', ['-c', script])).stdout).toBe('4\n[]')
  })
})
