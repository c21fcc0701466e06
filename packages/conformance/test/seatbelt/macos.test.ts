/** The command and the egress rules on a real Mac, from the outside. */

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
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

test('network mode proxy opens the port of the proxy and no other', async () => {
  const listen = async () => {
    const server = createServer((socket) => socket.end('hello'))
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    return { server, port: typeof address === 'object' && address !== null ? address.port : 0 }
  }
  const [proxy, other] = [await listen(), await listen()]
  const { policy } = await openPolicy({ cwd: work, profile: ':workspace', network: 'proxy' })
  const reach = ({ port }: typeof proxy) =>
    run(['/usr/bin/nc', '-z', '127.0.0.1', String(port)], { policy, cwd: work, proxyPort: proxy.port })
  expect((await reach(proxy)).exitCode).toBe(0)
  expect((await reach(other)).exitCode).not.toBe(0)
  for (const { server } of [proxy, other]) server.close()
})
