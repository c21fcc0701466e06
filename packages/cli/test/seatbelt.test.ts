/**
 * The command as it runs on a Mac, on any host: a preloaded script says that this is macOS, and puts stand-ins in the
 * place of `sandbox-exec` and `log`. Nothing is enforced here; `packages/conformance` does the same on a real Mac.
 */

import { once } from 'node:events'
import { chmodSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { launcherScript } from '../../macos-seatbelt/test/support/fakes.js'
import { type Output, Place } from './place.js'

const ASK = `
const { hostname, port } = new URL(process.env.http_proxy)
const path = process.argv[1]
require('http').get({ host: hostname, port, path, headers: { host: new URL(path).host } }, (answer) => {
  answer.resume().on('end', () => console.log(answer.statusCode, port))
})`

/** Answers with one refusal that carries the tag that was asked for. */
const LOG = `#!${process.execPath}
console.log('Filtering the log data using "x"')
const [tag] = /sandbox-[0-9a-f]{16}/.exec(process.argv.join(' '))
console.log(JSON.stringify({ eventMessage: 'Sandbox: cat(7) deny(1) file-read-data /etc/x\\n' + tag }))
setInterval(() => {}, 1000)`

let place: Place
let server: Server
let authority: string

beforeEach(async () => {
  place = new Place()
  const program = (name: string, script: string) => {
    const path = place.file(name, script)
    chmodSync(path, 0o755)
    return path
  }
  const launcher = program('sandbox-exec', `#!/bin/sh\n${launcherScript(join(place.directory, 'given'))}`)
  const standIns = { '/usr/bin/sandbox-exec': launcher, '/usr/bin/log': program('log', LOG) }
  place.file('mac.cjs', asMac(standIns))
  server = createServer((_, answer) => answer.end('ok'))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  authority = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  place.remove()
  await new Promise((closed) => server.close(closed))
})

function asMac(standIns: Readonly<Record<string, string>>): string {
  return `
    Object.defineProperty(process, 'platform', { value: 'darwin' })
    const standIns = ${JSON.stringify(standIns)}
    const replace = (module, ...names) => {
      for (const name of names) {
        const own = module[name]
        module[name] = (file, ...rest) => own(standIns[file] ?? file, ...rest)
      }
    }
    replace(require('node:child_process'), 'spawn', 'spawnSync')
    replace(require('node:fs'), 'accessSync')`
}

/** Not waited for synchronously: the server is in this process. */
async function sandbox(...words: readonly string[]): Promise<Output> {
  const child = place.startAfter([join(place.directory, 'mac.cjs')], words)
  const streams = [child.stdout, child.stderr].map((stream) => (stream === null ? '' : text(stream)))
  const [[exitCode], stdout = '', stderr = ''] = await Promise.all([once(child, 'close'), ...streams])
  return { exitCode, stdout, stderr }
}

const ask = (...options: readonly string[]) =>
  sandbox(...options, process.execPath, '-e', ASK, `http://${authority}/`)
const profile = () => readFileSync(join(place.directory, 'given.sb'), 'utf8')

test('a command runs under a profile, and its code is its own', async () => {
  expect(await sandbox('sh', '-c', 'echo "$SANDBOX"; exit 65')).toEqual({
    exitCode: 65,
    stdout: 'macos-seatbelt\n',
    stderr: '',
  })
  expect(profile()).toContain('; The policy :workspace.')
  expect(readdirSync(join(place.directory, '.sandbox'))).toEqual([])
})

test('with allowed hosts there is a proxy, and the profile opens its port only', async () => {
  const { stdout, stderr } = await ask('--allow-domain', authority)
  const [, port] = /^200 (\d+)\n$/.exec(stdout) ?? []
  expect(profile().match(/^\(allow network.*/gm)).toEqual([
    `(allow network-outbound (remote ip "localhost:${port}"))`,
  ])
  expect(stderr).toBe('')
})

test('what the proxy and the log refused is told when it is asked for', async () => {
  const { stdout, stderr } = await ask('--network', 'proxy', '--log-denials')
  expect(stdout).toMatch(/^403 /)
  expect(stderr.split('\n')).toEqual([
    'sandbox: denied: /etc/x (cat asked for file-read-data)',
    `sandbox: denied: ${authority} (not_listed)`,
    '',
  ])
  expect((await ask('--network', 'proxy')).stderr).toBe('')
})

test('a dry run prints the launcher, the profile and the names of the variables, and starts nothing', async () => {
  const { stdout } = await sandbox('--dry-run', '--network', 'proxy', 'make')
  expect(stdout).toMatch(/^ {2}\/usr\/bin\/sandbox-exec -f \S+\.sb -D WRITABLE_ROOT_0=/m)
  expect(stdout).toContain('  (deny default)\n')
  expect(stdout).toContain('  (allow network-outbound (remote ip "localhost:1"))\n')
  expect(stdout).toContain(' HTTPS_PROXY ')
})

test('doctor says whether the profile is taken', async () => {
  const { exitCode, stdout } = await sandbox('doctor', '--network', 'proxy')
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/^backend +macos-seatbelt$/m)
  expect(stdout).toMatch(/^Seatbelt +accepts the profile: \d+ bytes, \d+ paths$/m)
})

test('a socket is explained by the list, and opened by its name in every mode', async () => {
  const { stdout } = await sandbox('explain', 'unix:/var/run/docker.sock')
  expect(stdout).toContain('Only sockets that the policy lists can be connected to.\n')
  const socket = join(place.directory, 'agent.sock')
  await sandbox('--unix-socket', socket, 'true')
  expect(profile()).toContain('(remote unix-socket (literal (param "UNIX_SOCKET_0")))')
})

test('events tell of the requests to the proxy', async () => {
  const file = join(place.directory, 'events')
  await ask('--network', 'proxy', '--events', file)
  await ask('--allow-domain', authority, '--events', file)
  const events = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const told = events.map(({ type, backend, subject, event, code }) => [
    type,
    backend ?? subject ?? event ?? code,
  ])
  expect(told).toEqual([
    ['start', 'macos-seatbelt'],
    ['denial', authority],
    ['exit', 0],
    ['start', 'macos-seatbelt'],
    ['network', 'opened'],
    ['network', 'closed'],
    ['exit', 0],
  ])
})
