/** The command and the egress rules on a real Mac, from the outside. */

import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type Server } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openPolicy } from '@sandbox/core'
import { run } from '@sandbox/macos-seatbelt'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

const COMMAND = fileURLToPath(new URL('../../../cli/bin/sandbox.js', import.meta.url))
let root: string
let work: string

beforeEach(({ skip }) => {
  if (process.platform !== 'darwin') skip('only macOS has Seatbelt')
})
beforeAll(() => {
  root = realpathSync.native(mkdtempSync(join(homedir(), '.sandbox-macos-')))
  work = join(root, 'work')
  mkdirSync(work)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

function sandbox(...words: string[]) {
  return spawnSync(process.execPath, [COMMAND, '-C', work, ...words], { encoding: 'utf8' })
}

async function listen<ServerType extends Server>(server: ServerType) {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 }
}

test('a command writes its workspace and nothing beside it', () => {
  expect(sandbox('sh', '-c', 'echo ok > out.txt; cat out.txt')).toMatchObject({ status: 0, stdout: 'ok\n' })
  expect(sandbox('sh', '-c', 'echo no > ../no.txt').status).not.toBe(0)
  expect(existsSync(join(root, 'no.txt'))).toBe(false)
})

test('.git cannot be made, and a denied file cannot be read', () => {
  expect(sandbox('mkdir', '.git').status).not.toBe(0)
  writeFileSync(join(work, 'key.pem'), 'secret')
  const { status, stdout } = sandbox('--deny', '**/*.pem', 'cat', 'key.pem')
  expect([status === 0, stdout]).toEqual([false, ''])
})

test('codes are the command’s own', () => {
  expect(sandbox('sh', '-c', 'exit 65').status).toBe(65)
  expect(sandbox('no-such-program').status).toBe(127)
})

test('a sandbox inside a sandbox says what is wrong', () => {
  const { status, stderr } = sandbox(process.execPath, COMMAND, '--write', homedir(), 'true')
  expect(status).toBe(125)
  expect(stderr).toContain('ALREADY_SANDBOXED')
})

test('doctor, a dry run and the log', () => {
  expect(JSON.parse(sandbox('doctor', '--json').stdout)).toMatchObject({
    ok: true,
    seatbelt: { launcher: '/usr/bin/sandbox-exec' },
  })
  expect(sandbox('--dry-run', 'true').stdout).toContain('(deny default)')
  expect(sandbox('--log-denials', 'true').status).toBe(0)
})

test('allowed hosts are reached through the proxy of the run, others not, and nothing beside it', async () => {
  const { server, port } = await listen(createHttpServer((_, answer) => answer.end('ok')))
  const authority = `127.0.0.1:${port}`
  // Not waited for synchronously: the server is in this process.
  const start = (...words: readonly string[]) =>
    new Promise<{ code: number | null; stdout: string }>((done) => {
      const child = execFile(process.execPath, [COMMAND, '-C', work, ...words], (_, stdout) =>
        done({ code: child.exitCode, stdout }),
      )
    })
  const curl = ['/usr/bin/curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', `http://${authority}/`]
  expect(await start('--allow-domain', authority, ...curl)).toEqual({ code: 0, stdout: '200' })
  expect(await start('--network', 'proxy', ...curl)).toEqual({ code: 0, stdout: '403' })
  const direct = await start('--allow-domain', authority, '/usr/bin/nc', '-z', '127.0.0.1', String(port))
  expect(direct.code).not.toBe(0)
  server.close()
})

test('a program of the system starts where reads are limited to a list, and learns nothing of other files', () => {
  const policy = join(root, 'limited.json')
  const filesystem = { ':minimal': 'read', ':workspace_roots': 'write' }
  writeFileSync(policy, JSON.stringify({ default_permissions: 'own', permissions: { own: { filesystem } } }))
  writeFileSync(join(work, 'a.txt'), 'mine')
  writeFileSync(join(root, 'b.txt'), 'not mine')
  expect(sandbox('--policy', policy, '/bin/cat', 'a.txt')).toMatchObject({ status: 0, stdout: 'mine' })
  expect(sandbox('--policy', policy, '/bin/cat', '../b.txt').status).not.toBe(0)
  expect(sandbox('--policy', policy, '/bin/test', '-e', '../b.txt').status).not.toBe(0)
})

test('network mode proxy opens the port of the proxy and no other', async () => {
  const greet = () => listen(createServer((socket) => socket.end('hello')))
  const [proxy, other] = [await greet(), await greet()]
  const { policy } = await openPolicy({ cwd: work, profile: ':workspace', network: 'proxy' })
  const reach = ({ port }: typeof proxy) =>
    run(['/usr/bin/nc', '-z', '127.0.0.1', String(port)], { policy, cwd: work, proxyPort: proxy.port })
  expect((await reach(proxy)).exitCode).toBe(0)
  expect((await reach(other)).exitCode).not.toBe(0)
  for (const { server } of [proxy, other]) server.close()
})
