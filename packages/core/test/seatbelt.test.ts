/**
 * Everything of a run on macOS but the enforcement: a stand-in of `sandbox-exec` keeps what it is given and becomes the
 * command. `packages/conformance` judges the profiles.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, Server as SocketServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fakeMac, launcherScript } from '../../macos-seatbelt/test/support/fakes.js'
import { createSandbox, type Sandbox, type SandboxOptions } from '../src/index.js'

const programs = vi.hoisted(() => ({ launcher: '' }))
vi.mock('@sandbox/macos-seatbelt', async (importOriginal) => {
  const seatbelt = await importOriginal<typeof import('@sandbox/macos-seatbelt')>()
  const prepare: typeof seatbelt.prepareSeatbelt = (policy, options) =>
    seatbelt.prepareSeatbelt(policy, { ...options, programs })
  return { ...seatbelt, macosSeatbelt: { name: 'macos-seatbelt', prepare } }
})

/** Asks through the proxy that the environment names. */
const ASK = `
const { hostname, port } = new URL(process.env.HTTP_PROXY)
const path = process.argv[1]
require('http').get({ host: hostname, port, path, headers: { host: new URL(path).host } }, (answer) => {
  answer.resume().on('end', () => console.log(answer.statusCode, port))
})`

let mac: ReturnType<typeof fakeMac>
let server: Server
let authority: string
let sandbox: Sandbox | undefined

beforeEach(async () => {
  mac = fakeMac()
  programs.launcher = mac.program('sandbox-exec', launcherScript(join(mac.root, 'given')), '/bin/sh')
  server = createServer((_, answer) => answer.end('from outside'))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  authority = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  vi.restoreAllMocks()
  await sandbox?.close()
  sandbox = undefined
  mac.remove()
  await new Promise((closed) => server.close(closed))
})

async function open(options: SandboxOptions = {}): Promise<Sandbox> {
  sandbox = await createSandbox({
    platform: 'darwin',
    cwd: mac.cwd,
    environment: { ...process.env, HOME: mac.home, XDG_CONFIG_HOME: mac.home },
    managedFile: join(mac.root, 'none.toml'),
    network: { domains: { [authority]: { action: 'allow', private: true } } },
    ...options,
  })
  return sandbox
}

/** The ports that the last profile opens. */
function openedPorts(): readonly string[] {
  const profile = readFileSync(join(mac.root, 'given.sb'), 'utf8')
  const rules = profile.match(/^\(allow network-outbound .*$/gm) ?? []
  return rules.map(
    (rule) => /^\(allow network-outbound \(remote ip "localhost:(\d+)"\)\)$/.exec(rule)?.[1] ?? rule,
  )
}

function answers(port: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('connect', () => done(true)).on('error', () => done(false))
    socket.on('connect', () => socket.destroy())
  })
}

const ask = (target: string) => ['-e', ASK, `http://${target}/`] as const

test('an allowed host is reached by the one port that the profile opens, which is closed at the end', async () => {
  const one = await open()
  const { stdout, denials, enforcement } = await one.exec(process.execPath, ask(authority))
  const [code, port = ''] = stdout.split(' ')
  expect([code, openedPorts(), denials]).toEqual(['200', [port], []])
  expect(enforcement.backend).toBe('macos-seatbelt')
  expect(await answers(port)).toBe(false)
})

test('another host is refused, and told as a denial', async () => {
  const onDenial = vi.fn()
  const one = await open({ network: 'proxy', onDenial })
  const { stdout, denials } = await one.exec(process.execPath, ask(authority))
  expect(stdout).toMatch(/^403 /)
  expect(denials).toMatchObject([{ kind: 'network', subject: authority }])
  expect(onDenial).toHaveBeenCalledExactlyOnceWith(denials[0])
})

test('a host that no rule lists is asked about', async () => {
  const onNetworkRequest = vi.fn(() => ({ action: 'allow', private: true }) as const)
  const one = await open({ network: 'proxy', onNetworkRequest })
  expect((await one.exec(process.execPath, ask(authority))).stdout).toMatch(/^200 /)
  expect(onNetworkRequest).toHaveBeenCalledTimes(1)
})

test('runs at the same time have a port each, and are counted together', async () => {
  const one = await open()
  const runs = await Promise.all([1, 2, 3].map(() => one.exec(process.execPath, ask(authority))))
  expect(new Set(runs.map(({ stdout }) => stdout.split(' ')[1])).size).toBe(3)
  expect(one.stats()).toMatchObject({ commands: { total: 3, running: 0 }, egress: { requests: 3 } })
})

test('a plan opens no listener: a port that nobody has stands for it', async () => {
  const one = await open()
  const listen = vi.spyOn(SocketServer.prototype, 'listen')
  const { command, details } = await one.plan('make')
  expect(command.environment.HTTPS_PROXY).toBe('http://127.0.0.1:1')
  expect(details.profile).toContain('(remote ip "localhost:1")')
  expect(listen).not.toHaveBeenCalled()
})

test('the other modes have no port and no variables of a proxy', async () => {
  for (const network of ['none', 'full'] as const) {
    const one = await open({ network, environment: { PATH: process.env.PATH, HOME: mac.home } })
    expect((await one.exec('env')).stdout).not.toMatch(/^https?_proxy=/im)
    await one.close()
  }
})

test('a run that cannot start leaves no listener and no profile', async () => {
  const one = await open()
  const listen = vi.spyOn(SocketServer.prototype, 'listen')
  const run = (options = {}) => one.exec('true', [], options)
  await expect(run({ cwd: '/no/such/directory' })).rejects.toMatchObject({ code: 'CWD_UNUSABLE' })
  // It is there when the run is planned, but no program.
  writeFileSync(programs.launcher, '#!/no/such/interpreter')
  await expect(run()).rejects.toMatchObject({ code: 'LAUNCHER_NOT_STARTED' })
  expect(listen).toHaveBeenCalledTimes(2)
  expect(listen.mock.instances.map((each) => (each as SocketServer).listening)).toEqual([false, false])
  expect(readdirSync(join(mac.home, '.sandbox'))).toEqual([])
})
