/** Runs the built command as somebody, in a throw-away home and workspace. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The command as people start it. */
export const COMMAND = fileURLToPath(new URL('../bin/sandbox.js', import.meta.url))

/** Somebody to be. */
export interface TestUser {
  readonly name: string
  readonly uid: number
}

const SELF: TestUser = { name: 'the one who tests', uid: process.getuid?.() ?? 0 }
const NOBODY: TestUser = { name: 'an ordinary user', uid: 65534 }

/** Root is tested as well as an ordinary user. A checkout that others cannot read is tested by its owner only. */
export const users: readonly TestUser[] = SELF.uid === 0 && canRun(NOBODY) ? [SELF, NOBODY] : [SELF]

function canRun({ uid }: TestUser): boolean {
  const options = { uid, gid: uid, env: {} }
  return spawnSync(process.execPath, ['--check', COMMAND], options).status === 0
}

/** What a run of the command gave back. */
export interface Output {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Not below `/tmp`, which the default policy lets be written. */
export class Place {
  readonly directory = mkdtempSync('/var/tmp/sandbox-cli-test-')
  readonly workspace = join(this.directory, 'work')
  readonly user: TestUser

  constructor(user: TestUser = SELF) {
    this.user = user
    mkdirSync(this.workspace)
    chmodSync(this.directory, 0o755)
    this.#give(this.directory)
    this.#give(this.workspace)
  }

  file(path: string, content: string): string {
    const full = join(this.directory, path)
    for (const directory of parents(full, this.directory)) {
      mkdirSync(directory, { recursive: true })
      this.#give(directory)
    }
    writeFileSync(full, content)
    this.#give(full)
    return full
  }

  sandbox(...argv: string[]): Output {
    return this.run(argv)
  }

  run(argv: readonly string[], environment: Readonly<Record<string, string>> = {}): Output {
    const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...argv], {
      ...this.#options(environment),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return { exitCode: status, stdout, stderr }
  }

  start(...argv: string[]): ChildProcess {
    return this.startAfter([], argv)
  }

  /** With modules that are loaded before the command. */
  startAfter(preloaded: readonly string[], argv: readonly string[]): ChildProcess {
    const options = preloaded.flatMap((path) => ['--require', path])
    return spawn(process.execPath, [...options, COMMAND, ...argv], {
      ...this.#options({}),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true })
  }

  #options(environment: Readonly<Record<string, string>>) {
    const env = { PATH: process.env.PATH, HOME: this.directory, LC_ALL: 'C', ...environment }
    return { cwd: this.workspace, env, uid: this.user.uid, gid: this.user.uid }
  }

  #give(path: string): void {
    if (process.getuid?.() === 0) chownSync(path, this.user.uid, this.user.uid)
  }
}

function parents(path: string, top: string): readonly string[] {
  const parent = dirname(path)
  return parent === top ? [] : [...parents(parent, top), parent]
}
