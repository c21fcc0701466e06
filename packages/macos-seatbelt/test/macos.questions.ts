/** Asks a real Mac what is not documented and what no simulator can know; each answer is a word. Runs on a Mac only. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { homedir, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Access, Profile, ResolvedPolicy } from '@sandbox/policy'
import { prepareSeatbelt } from '../src/index.js'
import { egressOf, policyOf } from './support/policies.js'

const PERL = '/usr/bin/perl'
const SECURITY = '/usr/bin/security'
const PATIENCE_MS = 20_000

/** Serves one connection: `perl -e TEXT address` prints its port and says hello, or prints what went wrong. */
const SERVER = `
use strict; use Errno; use Socket;
$| = 1;
sub fail { print $!{EPERM} || $!{EACCES} ? "refused\\n" : "$!\\n"; exit }
socket(my $server, AF_INET, SOCK_STREAM, 0) or fail;
bind($server, pack_sockaddr_in(0, inet_aton($ARGV[0]))) or fail;
listen($server, 1) or fail;
my ($port) = unpack_sockaddr_in(getsockname($server));
print "port $port\\n";
alarm 20;
accept(my $client, $server) or exit;
syswrite($client, 'hello');
`

/** An address of this host that is not its loopback; undefined where there is none. */
export function outerAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address
}

/** Whether a sandboxed server on `address` is reached by way of `from`, under `allow_local_binding`. */
export async function reach(address: string, from: string): Promise<'refused' | 'reached' | 'not reached'> {
  const policy = policyUnder({}, { allowLocalBinding: true })
  return inSandbox(policy, [PERL, '-e', SERVER, address], async (start) => {
    const server = start()
    try {
      const line = await firstLine(server)
      if (line === 'refused') return line
      const [, port] = /^port (\d+)$/.exec(line) ?? []
      if (port === undefined) throw new Error(`no server on ${address}: ${line}`)
      return (await greeting(from, Number(port))) === 'hello' ? 'reached' : 'not reached'
    } finally {
      server.kill('SIGKILL')
    }
  })
}

/** Whether a command can read an item of a keychain that lets `/usr/bin/security` read it. The keychain is made for this. */
export async function readKeychain(
  mode: Profile['egress']['mode'],
  access: Access,
): Promise<'readable' | 'closed'> {
  refuseElsewhere()
  const base = realpathSync.native(mkdtempSync(join(homedir(), '.sandbox-verify-')))
  const directory = join(base, 'keychains')
  const keychain = join(directory, 'own.keychain-db')
  const security = (...words: readonly string[]) => {
    const { status, stderr } = spawnSync(SECURITY, words, { encoding: 'utf8', timeout: PATIENCE_MS })
    if (status !== 0) throw new Error(`security ${words[0]}: ${stderr}`)
  }
  try {
    mkdirSync(directory)
    security('create-keychain', '-p', 'password', keychain)
    security('add-generic-password', '-a', 'me', '-s', 'verify', '-w', 'secret', '-T', SECURITY, keychain)
    const policy = policyUnder({ [directory]: access }, { mode })
    const words = [SECURITY, 'find-generic-password', '-s', 'verify', '-w', keychain]
    return await inSandbox(policy, words, async (start) => {
      const line = await firstLine(start())
      return line === 'secret' ? 'readable' : 'closed'
    })
  } finally {
    spawnSync(SECURITY, ['delete-keychain', keychain], { timeout: PATIENCE_MS })
    rmSync(base, { recursive: true, force: true })
  }
}

/** Everything may be read, but what the rules say otherwise. */
export function policyUnder(
  rules: Readonly<Record<string, Access>>,
  egress: Partial<Profile['egress']>,
): ResolvedPolicy {
  return policyOf({ ':root': 'read', ...rules }, { egress: egressOf(egress) }, { cwd: '/', home: homedir() })
}

function refuseElsewhere(): void {
  if (process.platform !== 'darwin') throw new Error('only macOS has Seatbelt')
}

async function inSandbox<T>(
  policy: ResolvedPolicy,
  [program = '', ...args]: readonly string[],
  ask: (start: () => ChildProcess) => Promise<T>,
): Promise<T> {
  refuseElsewhere()
  const prepared = await prepareSeatbelt(policy, { proxyPort: 1 })
  const environment = { PATH: '/usr/bin:/bin', HOME: homedir() }
  const plan = await prepared.plan({ program, args, cwd: '/', environment, terminal: false })
  const opened = await prepared.open(plan)
  const start = () =>
    spawn(plan.file, plan.args, { cwd: plan.cwd, env: plan.environment, timeout: PATIENCE_MS })
  try {
    return await ask(start)
  } finally {
    await opened.finish({ code: 0, signal: null })
  }
}

/** Empty when the command ends without one. */
async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) return ''
  for await (const line of createInterface({ input: stdout })) return line
  return ''
}

/** What the first words of a server are; empty when there is none. */
function greeting(host: string, port: number): Promise<string> {
  return new Promise((done) => {
    const socket = createConnection({ host, port, timeout: PATIENCE_MS })
    const end = (text: string) => {
      socket.destroy()
      done(text)
    }
    socket.once('data', (data) => end(String(data)))
    for (const event of ['error', 'timeout', 'close']) socket.once(event, () => end(''))
  })
}
