/** Real trees, real users, real runs: what the integration tests stand on. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type Access, BUILTIN_PROFILES, type Denial, type Enforcement } from '@sandbox/policy'
import { type PolicyOptions, profileOf } from './profile.js'

/** Somebody the tests run as. An ordinary user is only a number: no account is needed. */
export interface TestUser {
  readonly name: string
  readonly uid: number
}

/** Only a number: no account is needed. */
export const ORDINARY: TestUser = { name: 'an ordinary user', uid: 54321 }

/** As root the tests run as root and as an ordinary user; otherwise as whoever runs them. */
export const users: readonly TestUser[] =
  process.getuid?.() === 0
    ? [{ name: 'root', uid: 0 }, ORDINARY]
    : [{ name: 'an ordinary user', uid: process.getuid?.() ?? 0 }]

/** Rules as paths and accesses, or the built-in profile people get without saying anything. */
export type TestRules = Readonly<Record<string, Access>> | ':workspace'

/** What a run gave back. */
export interface SandboxResult {
  readonly exitCode: number
  readonly started: boolean
  readonly stdout: string
  readonly stderr: string
  readonly denials: readonly Denial[]
  readonly enforcement: Enforcement
  readonly error?: { readonly code: string; readonly message: string }
  readonly refused?: { readonly code: string; readonly message: string; readonly hint: string }
}

/** Not below `/tmp`, which `:workspace` opens. A throw-away directory that belongs to the user, with a home and a workspace `w`. */
export class Place<Result extends SandboxResult = SandboxResult> {
  readonly base: string
  readonly workspace: string
  readonly user: TestUser
  readonly #driver: string

  /** @param driver a program that calls `drive` */
  constructor(user: TestUser, driver: string) {
    this.user = user
    this.#driver = driver
    this.base = mkdtempSync('/var/tmp/sandbox-test-')
    this.workspace = join(this.base, 'w')
    chmodSync(this.base, 0o755)
    this.directory(this.workspace)
    this.directory(join(this.base, 'home'))
    this.directory(join(this.base, 'run'))
    this.#give(this.base)
  }

  /** A path inside the place. */
  at(...parts: string[]): string {
    return join(this.base, ...parts)
  }

  directory(path: string): void {
    if (path.length <= this.base.length) return
    this.directory(dirname(path))
    mkdirSync(path, { recursive: true })
    this.#give(path)
  }

  file(path: string, content: string | Uint8Array = 'content\n'): void {
    this.directory(dirname(path))
    writeFileSync(path, content)
    this.#give(path)
  }

  link(path: string, target: string): void {
    this.directory(dirname(path))
    symlinkSync(target, path)
    if (process.getuid?.() === 0) lchownSync(path, this.user.uid, this.user.uid)
  }

  /** The environment a user would have. */
  get environment(): Record<string, string> {
    return {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      HOME: this.at('home'),
      XDG_RUNTIME_DIR: this.at('run'),
      TERM: 'dumb',
    }
  }

  /** Run `sh -c script` under these rules. `W` in the script's environment names the workspace. */
  sh(script: string, rules: TestRules, options: PolicyOptions = {}): Result {
    return this.run(['sh', '-c', script], rules, options)
  }

  run(command: readonly string[], rules: TestRules, options: PolicyOptions = {}): Result {
    const call = this.driverCall(command, rules, options)
    const [file = '', ...args] = call.command
    const ended = spawnSync(file, args, {
      uid: this.user.uid,
      gid: this.user.uid,
      cwd: call.cwd,
      env: call.environment,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    })
    if (ended.stdout === '') throw new Error(`the driver failed: ${ended.stderr}`)
    return JSON.parse(ended.stdout) as Result
  }

  /** Start a run and leave it running. */
  start(command: readonly string[], rules: TestRules, options: PolicyOptions = {}): ChildProcess {
    const call = this.driverCall(command, rules, options)
    const [file = '', ...args] = call.command
    return spawn(file, args, {
      uid: this.user.uid,
      gid: this.user.uid,
      cwd: call.cwd,
      env: call.environment,
      stdio: 'ignore',
    })
  }

  /** How to start the driver that runs a command under these rules. */
  driverCall(
    command: readonly string[],
    rules: TestRules,
    options: PolicyOptions = {},
  ): { command: readonly string[]; environment: Record<string, string>; cwd: string } {
    const cwd = options.cwd ?? this.workspace
    const order = {
      profile: rules === ':workspace' ? BUILTIN_PROFILES.get(rules) : profileOf(rules, options),
      context: { cwd, home: this.at('home') },
      command,
      cwd,
      environment: { ...this.environment, W: this.workspace, BASE: this.base, ...options.environment },
      strict: options.strict,
      stdio: options.stdio,
    }
    return {
      command: [...(options.host ?? []), process.execPath, this.#driver, JSON.stringify(order)],
      environment: { ...this.environment, ...options.driverEnvironment },
      cwd: this.base,
    }
  }

  remove(): void {
    // Commands take rights from their own directories, and only root removes what is in those.
    spawnSync('chmod', ['-R', 'u+rwX', this.base], { stdio: 'ignore' })
    rmSync(this.base, { recursive: true, force: true })
  }

  #give(path: string): void {
    if (process.getuid?.() === 0) chownSync(path, this.user.uid, this.user.uid)
  }
}
