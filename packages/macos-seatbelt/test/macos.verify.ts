/** Asks the real Seatbelt the rows of the expectation table, each by a real system call on fresh files. Runs on a Mac only. */

import { spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:net'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ProfileRule, ResolvedPolicy } from '@sandbox/policy'
import { prepareSeatbelt } from '../src/index.js'
import { type Expectations, type Places, place, type Row, rowsOf } from './expectations/expectation.js'
import { egressOf, policyOf } from './support/policies.js'
import { SYSTEM_CALLS } from './support/system-calls.js'

/** A program of the system, so that it starts under policies that let only the system be read. */
const PERL = '/usr/bin/perl'
/** A file of the system is closed by its owner before the profile is asked; either way it is closed. */
const REFUSED = new Set(['EPERM', 'EACCES', 'EROFS'])
/** What is made in the shared temporary directory begins so. */
const SHARED = 'sandbox-verify'

/** Calls that change nothing. */
const LOOKING =
  /^(?:stat|lstat|access|readlink|realpath|open-read|list|exec|connect-unix|connect-ip|bind-ip|accept-ip)$/

/** What a row could do if nothing enforced the profile; undefined when it can only touch what was made for it. */
export function harmOf(row: Row, base: string, shared: string): string | undefined {
  // A device cannot be harmed by being opened.
  if (LOOKING.test(row.call) || (row.call === 'open-write' && row.path === '/dev/null')) return undefined
  const isOwn = (path: string) => path.startsWith(`${base}/`) || path.startsWith(`${shared}/${SHARED}`)
  const foreign = [row.path, ...(row.to === undefined ? [] : [row.to])].find((path) => !isOwn(path))
  return foreign === undefined ? undefined : `${row.call} ${foreign}`
}

/**
 * THREAT: half of the rows are things that must not succeed. Without a Seatbelt, or as root with a broken profile, they
 * would be done to the machine itself.
 */
function refuseToHarm(rows: readonly Row[], base: string, shared: string): void {
  if (process.platform !== 'darwin')
    throw new Error('only macOS has Seatbelt: nothing would stop these calls')
  if (process.getuid?.() === 0) throw new Error('not as root: a profile that fails would harm this machine')
  for (const row of rows) {
    const harm = harmOf(row, base, shared)
    if (harm !== undefined) throw new Error(`not for a real machine: ${harm}`)
  }
}

/**
 * The rows of one part that the system answers otherwise, as text.
 *
 * @throws Error anywhere but on a Mac, as root, and for a row that could harm anything but its own files
 */
export async function verify(part: Expectations): Promise<readonly string[]> {
  refuseToHarm([], '', '')
  const base = realpathSync.native(mkdtempSync(join(homedir(), '.sandbox-verify-')))
  const home = join(base, 'h')
  const places: Places = {
    $R: join(home, 'repo'),
    $H: home,
    $O: join(base, 'o'),
    $T: realpathSync.native('/tmp'),
  }
  const differences: string[] = []
  try {
    const rows = rowsOf(part.rows, places)
    refuseToHarm(rows, base, places.$T)
    for (const row of rows) {
      const got = await answer(part, row, places, base)
      const isSame = got === row.outcome || (row.outcome === 'EPERM' && REFUSED.has(got))
      if (!isSame)
        differences.push(`${row.call} ${row.path} ${row.to ?? ''}: ${row.outcome} expected, ${got} found`)
    }
  } finally {
    rmSync(base, { recursive: true, force: true })
    clearShared(places.$T)
  }
  return differences
}

async function answer(part: Expectations, row: Row, places: Places, base: string): Promise<string> {
  rmSync(base, { recursive: true, force: true })
  clearShared(places.$T)
  const servers = await build(part, places)
  try {
    const policy = policyFor(part, places)
    const prepared = await prepareSeatbelt(policy, { proxyPort: part.proxyPort })
    const [, host, port] = /^(.*):(\d+)$/.exec(row.call.endsWith('-ip') ? row.path : '') ?? []
    const operands = host === undefined ? [row.path, row.to ?? ''] : [host, port ?? '']
    const plan = await prepared.plan({
      program: PERL,
      args: ['-e', SYSTEM_CALLS, row.call, ...operands],
      cwd: places.$R,
      environment: { PATH: '/usr/bin:/bin' },
      terminal: false,
    })
    const opened = await prepared.open(plan)
    const { status, stdout, stderr } = spawnSync(plan.file, plan.args, {
      cwd: plan.cwd,
      env: plan.environment,
      encoding: 'utf8',
    })
    await opened.finish({ code: status, signal: null })
    return stdout.trim() === '' ? `code ${status}: ${stderr.trim()}` : stdout.trim()
  } finally {
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))))
  }
}

async function build(part: Expectations, places: Places): Promise<readonly Server[]> {
  const servers: Server[] = []
  for (const directory of [places.$R, places.$O]) mkdirSync(directory, { recursive: true })
  for (const [key, text] of Object.entries(part.tree)) {
    const path = place(key, places)
    const content = place(text, places)
    mkdirSync(path.endsWith('/') ? path : dirname(path), { recursive: true })
    if (content.startsWith('-> ')) symlinkSync(content.slice(3), path)
    else if (content === '<socket>') servers.push(await listen(path))
    else if (!path.endsWith('/')) writeFileSync(path, content)
  }
  return servers
}

function listen(path: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy())
  return new Promise((done, failed) => {
    server.once('error', failed)
    server.listen(path, () => done(server))
  })
}

function policyFor(part: Expectations, places: Places): ResolvedPolicy {
  const rules = Object.entries(part.rules).flatMap(([key, value]) =>
    Object.entries(typeof value === 'string' ? { '.': value } : value).map(
      ([subpath, access]): ProfileRule => ({
        key: place(key, places),
        subpath,
        access,
        source: { keyPath: key, profile: 'verify' },
      }),
    ),
  )
  const sockets = Object.entries(part.egress?.unixSockets ?? {})
  const unixSockets = Object.fromEntries(sockets.map(([path, action]) => [place(path, places), action]))
  const profile = { name: part.name, rules, egress: egressOf({ ...part.egress, unixSockets }) }
  return policyOf({}, profile, { cwd: places.$R, home: places.$H })
}

function clearShared(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (name.startsWith(SHARED)) rmSync(join(directory, name), { recursive: true, force: true })
  }
}
