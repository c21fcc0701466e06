/** ssh, with its agent and with git on top, through the proxy: real programs against a server of our own. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Output, Place } from './place.js'

const SSHD = '/usr/sbin/sshd'
const CLIENT = '/usr/bin/ssh'
const isRoot = process.getuid?.() === 0

/** Also without the file of hosts that the account knows, which is nobody's business here. */
const NOBODY_KNOWN = '-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR'

describe.skipIf(!existsSync(SSHD) || !existsSync(CLIENT))(
  'ssh (needs openssh-server and openssh-client)',
  () => {
    let place: Place
    let port: number
    let server: ChildProcess
    let agent: ChildProcess
    let socket: string
    beforeAll(async () => {
      place = new Place()
      const at = (name: string) => join(place.directory, name)
      for (const name of ['host-key', 'key'])
        execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)])
      socket = at('agent')
      agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] })
      await once(createInterface(agent.stdout as NodeJS.ReadableStream), 'line')
      execFileSync('ssh-add', ['-q', at('key')], { env: { SSH_AUTH_SOCK: socket } })
      port = await freePort()
      server = await startServer(at, port)
      const git = (...args: string[]) =>
        execFileSync('git', args, { cwd: place.directory, env: GIT, stdio: 'pipe' })
      git('init', '-q', '-b', 'main', 'source')
      writeFileSync(at('source/file'), 'by ssh\n')
      git('-C', 'source', 'add', '.')
      git('-C', 'source', 'commit', '-qm', 'first')
    })
    afterAll(async () => {
      for (const process of [server, agent]) await stop(process)
      place?.remove()
    })

    const GIT = {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example',
    }

    const startServer = async (at: (name: string) => string, on: number): Promise<ChildProcess> => {
      const settings = {
        Port: on,
        ListenAddress: '127.0.0.1',
        HostKey: at('host-key'),
        AuthorizedKeysFile: at('key.pub'),
        PidFile: 'none',
        UsePAM: 'no',
        StrictModes: 'no',
        PermitRootLogin: 'yes',
      }
      const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`)
      writeFileSync(at('sshd_config'), lines.join(''))
      const command = [SSHD, '-D', '-e', '-f', at('sshd_config')] as const
      // Root's needs a directory below /run, which the machine's own may not have.
      const hidden = [
        '-m',
        'sh',
        '-c',
        'mount -t tmpfs none /run && mkdir /run/sshd && exec "$@"',
        'sh',
        ...command,
      ]
      const [file, ...args] = isRoot ? (['unshare', ...hidden] as const) : command
      const started = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'] })
      for await (const line of createInterface(started.stderr as NodeJS.ReadableStream))
        if (line.startsWith('Server listening')) break
      return started
    }

    /** Not waited for synchronously: the others must be able to answer. */
    async function run(options: readonly string[], script: string): Promise<Output> {
      const child = place.start(...options, '--env', `SSH_AUTH_SOCK=${socket}`, 'sh', '-c', script)
      const streams = [child.stdout, child.stderr].map((stream) => (stream === null ? '' : text(stream)))
      const [[exitCode], stdout = '', stderr = ''] = await Promise.all([once(child, 'close'), ...streams])
      return { exitCode, stdout, stderr }
    }

    const clone = (name: string) =>
      `GIT_SSH_COMMAND="$GIT_SSH_COMMAND ${NOBODY_KNOWN}" ` +
      `git clone -q ssh://${userInfo().username}@127.0.0.1:${port}${place.directory}/source ${name} && cat ${name}/file`

    test('git clones from an allowed host, with the key that the agent holds', async () => {
      const options = ['--allow-domain', `127.0.0.1:${port}`, '--unix-socket', socket]
      expect(await run(options, clone('copy'))).toEqual({ exitCode: 0, stdout: 'by ssh\n', stderr: '' })
    })

    test('another host is refused, and the message says what would allow it', async () => {
      const { exitCode, stderr } = await run(
        ['--network', 'proxy', '--unix-socket', socket],
        clone('refused'),
      )
      expect(exitCode).not.toBe(0)
      expect(stderr).toContain(`no rule allows 127.0.0.1:${port}`)
      expect(stderr).toContain(`network.domains."127.0.0.1:${port}" = "allow"`)
    })

    test('the agent answers exactly when its socket is listed', async () => {
      expect(await run(['--unix-socket', socket], 'ssh-add -l')).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining('ED25519'),
      })
      expect((await run([], 'ssh-add -l')).exitCode).toBe(2)
      expect((await run(['--unix-socket', `${socket}-other`], 'ssh-add -l')).exitCode).toBe(2)
    })
  },
)

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening))
  const { port } = probe.address() as AddressInfo
  await new Promise((closed) => probe.close(closed))
  return port
}

async function stop(process: ChildProcess | undefined): Promise<void> {
  if (process === undefined || process.exitCode !== null || process.signalCode !== null) return
  process.kill()
  await once(process, 'exit')
}
