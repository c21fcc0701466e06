/** Runs commands through the built `sandbox-inner` and bubblewrap, as root and as an ordinary user. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The user a sandbox is started as. */
export interface Identity {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

const NOBODY = 65534
const self = { uid: process.getuid?.() ?? NOBODY, gid: process.getgid?.() ?? NOBODY }

/** Root can play both parts; an ordinary user only its own. */
export const identities: readonly Identity[] =
  self.uid === 0
    ? [
        { name: 'root', uid: 0, gid: 0 },
        { name: 'an ordinary user', uid: NOBODY, gid: NOBODY },
      ]
    : [{ name: 'an ordinary user', ...self }]

const carriedBy = (name: string) =>
  fileURLToPath(new URL(`../../packages/${name}/vendor/linux-${process.arch}`, import.meta.url))
const bundled = join(carriedBy('linux-bwrap'), 'bwrap')

/** The programs under test; the system's bwrap where the bundled one could not be built. */
export const programs = {
  inner: join(carriedBy('linux-landlock-seccomp'), 'sandbox-inner'),
  bwrap: existsSync(bundled) ? bundled : '/usr/bin/bwrap',
}

/** A throw-away directory, world-searchable, owned by the identity. */
export function scratch(identity: Identity): string {
  const directory = mkdtempSync(join(tmpdir(), 'sandbox-inner-'))
  chmodSync(directory, 0o755)
  give(directory, identity)
  return directory
}

function give(path: string, identity: Identity): void {
  if (identity.uid !== self.uid) chownSync(path, identity.uid, identity.gid)
}

/** Makes files below ROOT: `name/` is a directory, `-> target` a link, everything else content. */
export function tree(root: string, identity: Identity, entries: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(entries)) {
    const path = join(root, name)
    makeDirectories(root, name.endsWith('/') ? name : dirname(name), identity)
    if (name.endsWith('/')) continue
    if (content.startsWith('-> ')) {
      symlinkSync(content.slice(3), path)
      continue
    }
    writeFileSync(path, content)
    give(path, identity)
  }
}

function makeDirectories(root: string, relative: string, identity: Identity): void {
  let path = root
  for (const name of relative.split('/').filter((part) => part !== '' && part !== '.')) {
    path = join(path, name)
    try {
      mkdirSync(path)
      give(path, identity)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** One record of the spec: a keyword and its operands. */
export type SpecRecord = readonly [keyword: string, ...operands: string[]]

/** The bytes of a spec. */
export function spec(
  records: readonly SpecRecord[],
  argv: readonly string[],
  options: { cwd?: string | undefined; environment?: Readonly<Record<string, string>> | undefined } = {},
): Buffer {
  const environment = options.environment ?? { PATH: '/usr/local/bin:/usr/bin:/bin' }
  const words = [
    'sandbox-inner 1',
    ...['cwd', options.cwd ?? '/'],
    ...records.flat(),
    ...Object.entries(environment).flatMap(([name, value]) => ['env', `${name}=${value}`]),
    ...argv.flatMap((word) => ['arg', word]),
    'end',
  ]
  return Buffer.from(words.map((word) => `${word}\0`).join(''))
}

/** What became of a run. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** The words of the status records. */
  readonly status: readonly string[]
}

export interface RunOptions {
  readonly identity: Identity
  /** Bound writable; everything else is read-only. */
  readonly writable?: string | undefined
  readonly bwrap?: string | undefined
  readonly inner?: string | undefined
  /** Started by `confine`, without bubblewrap. */
  readonly confined?: boolean | undefined
  readonly bwrapOptions?: readonly string[] | undefined
  readonly input?: string | undefined
  /** The most bytes of output. */
  readonly output?: number | undefined
  /** A further descriptor at position 6, beyond LAST_FD. */
  readonly leaked?: number | undefined
  /** Shell commands that change the caller's state (limits, streams) before the launcher starts. */
  readonly before?: string | undefined
  /** Called with the running launcher. */
  readonly during?: ((child: ChildProcess) => void) | undefined
}

/** Starts a spec under bubblewrap and waits for its end. */
export async function runSpec(bytes: Uint8Array, options: RunOptions): Promise<Ended> {
  const files = openFiles(bytes, options)
  const { uid, gid } = options.identity
  const [file, ...args] = launchCommand(options)
  const child = spawn(file, args, {
    env: {},
    stdio: [
      'pipe',
      'pipe',
      'pipe',
      files.inner,
      files.bwrap,
      files.spec,
      ...(options.leaked === undefined ? [] : [options.leaked]),
    ],
    ...(uid === self.uid ? {} : { uid, gid }),
  })
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(options.input ?? '')
  options.during?.(child)
  try {
    return { ...(await ended(child)), status: readStatus(files.spec, bytes.length) }
  } finally {
    for (const descriptor of Object.values(files)) closeSync(descriptor)
  }
}

/** An open descriptor of a file without a name. */
export function unnamedFile(bytes: Uint8Array): number {
  const path = join(mkdtempSync(join(tmpdir(), 'sandbox-spec-')), 'spec')
  const file = openSync(path, 'wx+', 0o600)
  unlinkSync(path)
  rmSync(dirname(path), { recursive: true })
  writeSync(file, bytes)
  return file
}

function openFiles(bytes: Uint8Array, options: RunOptions) {
  return {
    inner: openSync(options.inner ?? programs.inner, 'r'),
    bwrap: openSync(options.bwrap ?? programs.bwrap, 'r'),
    spec: unnamedFile(bytes),
  }
}

function launchCommand(options: RunOptions): [string, ...string[]] {
  return [
    ...(['/bin/sh', '-c', `${options.before ?? ':'}; exec "$@"`, 'sh'] as const),
    ...['/proc/self/fd/3', 'launch', '1', '5', String(process.pid)],
    ...[String(options.output ?? '-'), '-', '5'],
    ...(options.confined ? CONFINED : bwrapCommand(options)),
  ]
}

const CONFINED = ['/proc/self/fd/3', 'sandbox-inner', 'confine', '1', '5', '6']

function bwrapCommand({ identity, writable, bwrapOptions }: RunOptions): readonly string[] {
  return [
    ...['/proc/self/fd/4', 'bwrap'],
    ...['--unshare-user', '--unshare-pid', '--unshare-ipc', '--new-session'],
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
    ...(writable === undefined ? [] : ['--bind', writable, writable]),
    ...['--cap-drop', 'ALL', ...(identity.uid === 0 ? ['--cap-add', 'CAP_SETFCAP'] : [])],
    ...(bwrapOptions ?? []),
    ...['--die-with-parent', '--as-pid-1', '--', '/proc/self/fd/3', 'run', '1', '5', '6'],
  ]
}

function ended(child: ChildProcess): Promise<Omit<Ended, 'status'>> {
  const output = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream]?.setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text
    })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, ...output }))
  })
}

function readStatus(file: number, from: number): string[] {
  const bytes = Buffer.alloc(fstatSync(file).size - from)
  readSync(file, bytes, 0, bytes.length, from)
  return bytes.toString().split('\0').slice(0, -1)
}

/** The host's pid of bubblewrap: the only child of `launch`. */
export const launcherPid = (child: ChildProcess) => childOf(child.pid ?? 0)

/** The host's pid of the inner stage: bubblewrap's only child. */
export const innerPid = (child: ChildProcess) => childOf(launcherPid(child))

function childOf(parent: number): number {
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = readIfPresent(`/proc/${name}/stat`)
    if (stat !== undefined && Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent)
      return Number(name)
  }
  throw new Error(`process ${parent} has no child`)
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Compiles a C file next to the tests into a directory everybody can read. */
export function compileProbe(): { readonly path: string; remove(): void } {
  const directory = mkdtempSync(join(tmpdir(), 'sandbox-probe-'))
  chmodSync(directory, 0o755)
  const path = join(directory, 'probe')
  const source = fileURLToPath(new URL('probe.c', import.meta.url))
  execFileSync('cc', ['-O1', '-static', '-o', path, source])
  return { path, remove: () => rmSync(directory, { recursive: true, force: true }) }
}

const errorNames = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]))

/** Turns the probe's output into one word per attempt: `ok`, an errno name, or what was read. */
export function outcomes(stdout: string): string[] {
  return stdout
    .split('\n')
    .join('\n')
    .split(/(?<=\0\d+)\n/)
    .filter((part) => part !== '')
    .map((part) => {
      const [read = '', number = ''] = part.split('\0')
      const code = Number(number)
      return code !== 0 ? (errorNames.get(code) ?? number) : read === '' ? 'ok' : read.trim()
    })
}

/** Joins attempts for the probe's command line. */
export function attempts(...list: readonly (readonly string[])[]): string[] {
  return list.flatMap((words) => [...words, ','])
}
