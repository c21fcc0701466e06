/** A process that plays the user of cases: see `worker.mjs`. */

import { type ChildProcess, fork } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Profile, ResolvedPolicy } from '@sandbox/policy'
import { clear, give } from './planting.js'

/** A refusal by name. */
export interface Refusal {
  readonly refused: { readonly code: string; readonly message: string }
}

/** A profile, and where its user is. */
export interface PolicyRequest {
  readonly profile: Profile
  readonly context: { readonly cwd: string; readonly home: string }
}

/** What to run in a sandbox. */
export interface ConfinedRequest {
  readonly policy: ResolvedPolicy
  readonly backend: 'linux-bwrap' | 'linux-landlock-seccomp'
  readonly script: string
}

/** What became of it: refused by name, or started, or failed to start. */
export type ConfinedAnswer =
  | Refusal
  | {
      readonly refused?: undefined
      readonly exitCode: number
      readonly started: boolean
      readonly error?: string | undefined
      readonly output: string
      readonly complaints: string
    }

/** Where the native build puts the probe. */
const PROBE = fileURLToPath(new URL(`../../vendor/linux-${process.arch}/sandbox-probe`, import.meta.url))

/** One user, with a directory of its own outside every case. */
export class Worker {
  readonly uid: number
  /** Readable in every case; it holds the probe. */
  readonly tools: string
  readonly #scratch: string
  readonly #child: ChildProcess

  constructor(uid: number, fault?: string) {
    this.uid = uid
    this.#scratch = realpathSync(mkdtempSync('/var/tmp/sandbox-differential-user-'))
    this.tools = join(this.#scratch, 'tools')
    for (const name of ['tools', 'home', 'run']) {
      mkdirSync(join(this.#scratch, name), { mode: name === 'run' ? 0o700 : 0o755 })
      give(join(this.#scratch, name), uid)
    }
    chmodSync(this.#scratch, 0o755)
    copyFileSync(PROBE, this.#probe)
    chmodSync(this.#probe, 0o755)
    this.#child = fork(fileURLToPath(new URL('./worker.mjs', import.meta.url)), fault ? [fault] : [], {
      ...(process.getuid?.() === 0 ? { uid, gid: uid } : {}),
      cwd: '/',
      execArgv: [],
      env: {
        PATH: process.env.PATH,
        HOME: join(this.#scratch, 'home'),
        XDG_RUNTIME_DIR: join(this.#scratch, 'run'),
      },
    })
  }

  get home(): string {
    return join(this.#scratch, 'home')
  }

  get #probe(): string {
    return join(this.tools, 'sandbox-probe')
  }

  /** What the probe answers as this user without a sandbox. */
  async without(script: string): Promise<string> {
    const { output } = await this.#ask<{ output: string }>({ kind: 'without', probe: this.#probe, script })
    return output
  }

  /** What a profile means to this user on these files. */
  async policy(
    request: PolicyRequest,
  ): Promise<Refusal | { readonly refused?: undefined; readonly policy: ResolvedPolicy }> {
    return this.#ask({ kind: 'policy', ...request })
  }

  /** What it answers in one. */
  async confined(request: ConfinedRequest): Promise<ConfinedAnswer> {
    return this.#ask<ConfinedAnswer>({ kind: 'confined', probe: this.#probe, ...request })
  }

  /** Ends the process and removes its directory. */
  async close(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = new Promise((done) => this.#child.once('exit', done))
      this.#child.disconnect()
      await ended
    }
    clear(this.#scratch)
  }

  #ask<T>(message: object): Promise<T> {
    return new Promise((done, failed) => {
      const onExit = (code: number | null) => failed(new Error(`the worker ended with ${code}`))
      this.#child.once('exit', onExit)
      this.#child.once('message', (reply: { answer?: T; failure?: string }) => {
        this.#child.off('exit', onExit)
        if (reply.answer === undefined) failed(new Error(reply.failure ?? 'no answer'))
        else done(reply.answer)
      })
      this.#child.send(message)
    })
  }
}
