/** Runs calls and commands under a filter in the real kernel, as root and as an ordinary user. */

import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

/** Who makes the calls. */
export interface Identity {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

const NOBODY = 65534
const self: Identity = {
  name: 'an ordinary user',
  uid: process.getuid?.() ?? NOBODY,
  gid: process.getgid?.() ?? NOBODY,
}

/** Root can play both parts; an ordinary user only its own. */
export const identities: readonly Identity[] =
  self.uid === 0
    ? [
        { name: 'root', uid: 0, gid: 0 },
        { name: 'an ordinary user', uid: NOBODY, gid: NOBODY },
      ]
    : [self]

/** A call by number. */
export interface RealCall {
  readonly nr: number
  readonly args: readonly bigint[]
}

/** What became of a command. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The compiled probe, in a directory that goes away with the test file. */
export interface Probe {
  /** The errno of each call, 0 for those that worked; without a filter, what the bare kernel says. */
  calls(filter: Uint8Array | undefined, calls: readonly RealCall[], identity: Identity): readonly number[]
  /** How a process ends that makes a call of the 32-bit architecture. */
  foreign(filter: Uint8Array | undefined): string
  /** Runs a command in an empty directory of the identity's. */
  run(filter: Uint8Array, command: readonly string[], identity: Identity, options?: RunOptions): Ended
}

/** How a command is run. */
export interface RunOptions {
  /** In a new, empty network namespace, as in a sandbox whose egress is not `full`. */
  readonly ownNetwork?: boolean
}

const OWN_NETWORK = ['unshare', '--map-root-user', '--net'] as const

/** Does this host let this process make a network namespace? */
export function canHaveOwnNetwork(): boolean {
  const [file, ...args] = OWN_NETWORK
  return spawnSync(file, [...args, 'true']).status === 0
}

/** Compiles the probe. To be called once in a test file, outside of tests. */
export function compileProbe(): Probe {
  const directory = mkdtempSync(join(tmpdir(), 'sandbox-filter-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  chmodSync(directory, 0o755)
  const program = join(directory, 'probe')
  buildProbe(program)

  const save = (filter: Uint8Array | undefined): string => {
    if (filter === undefined) return 'none'
    const path = join(directory, 'filter')
    writeFileSync(path, filter)
    return path
  }
  const start = (
    args: readonly string[],
    identity: Identity,
    input: Uint8Array,
    cwd = '/',
    before: readonly string[] = [],
  ) => {
    const [file = program, ...words] = [...before, program, ...args]
    return spawnSync(file, words, {
      cwd,
      input,
      encoding: 'utf8',
      maxBuffer: 1 << 24,
      env: environment(cwd),
      ...(identity.uid === self.uid ? {} : { uid: identity.uid, gid: identity.gid }),
    })
  }

  return {
    calls: (filter, calls, identity) => {
      const { status, stdout, stderr } = start(['calls', save(filter)], identity, encode(calls))
      if (status !== 0) throw new Error(`the probe ended with ${status}: ${stderr}`)
      return stdout.trim().split('\n').map(Number)
    },
    foreign: (filter) => start(['foreign', save(filter)], self, new Uint8Array()).stdout.trim(),
    run: (filter, command, identity, { ownNetwork = false } = {}) => {
      const cwd = mkdtempSync(join(directory, 'home-'))
      mkdirSync(join(cwd, 'tmp'))
      for (const path of [cwd, join(cwd, 'tmp')]) {
        if (identity.uid !== self.uid) chownSync(path, identity.uid, identity.gid)
      }
      const before = ownNetwork ? OWN_NETWORK : []
      const args = ['run', save(filter), ...command]
      const { status, stdout, stderr } = start(args, identity, new Uint8Array(), cwd, before)
      return { code: status, stdout, stderr }
    },
  }
}

/** Compiles the probe's program alone. */
export function buildProbe(program: string): void {
  const source = fileURLToPath(new URL('../probe.c', import.meta.url))
  execFileSync('cc', ['-O1', '-static', '-Wall', '-Wextra', '-Werror', '-o', program, source])
}

function environment(home: string): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: home, TMPDIR: join(home, 'tmp'), LC_ALL: 'C' }
}

/** What the probe reads. */
export function encode(calls: readonly RealCall[]): Uint8Array {
  const words = calls.flatMap(({ nr, args }) => [
    BigInt(nr),
    ...Array.from({ length: 6 }, (_, index) => args[index] ?? 0n),
  ])
  return new Uint8Array(BigUint64Array.from(words.map((word) => BigInt.asUintN(64, word))).buffer)
}
