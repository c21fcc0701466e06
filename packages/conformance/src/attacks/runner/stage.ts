/** The throw-away place of one attack: a workspace, a directory that is not to be changed, a secret, a home. */

import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import type { Access } from '@sandbox/policy'
import { type Account, identity, makeDirectory, makeFile, makeLink } from '../../account.js'
import type { Attack, Configuration } from '../attack.js'

/** Nothing of git's goes on in the background. */
const CALM = {
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'maintenance.auto',
  GIT_CONFIG_VALUE_0: 'false',
} as const

export class Stage {
  /** Only in this attack's environment, and different each time. */
  readonly nonce = randomBytes(12).toString('hex')
  readonly #token = `token-${randomBytes(12).toString('hex')}`
  readonly #directory: string
  readonly #account: Account
  readonly #baitSecret: string
  #outsideAtFirst = ''
  /** `ended` and `changed` are what an attack wants. */
  victimState: 'unharmed' | 'ended' | 'changed' = 'unharmed'

  constructor(directory: string, account: Account, baitSecret: string) {
    this.#directory = directory
    this.#account = account
    this.#baitSecret = baitSecret
  }

  /** Make everything that is there before the program starts. */
  build(attack: Attack): void {
    for (const directory of ['w/scratch', 'outside', 'secret', 'home']) this.directory(directory)
    this.file('outside/victim', 'untouched\n')
    this.file('secret/token', this.#token)
    for (const [path, content] of Object.entries(attack.tree ?? {})) {
      if (path.endsWith('/')) this.directory(path)
      else this.file(path, content.replaceAll('$TOKEN', this.#token))
    }
    attack.prepare?.(this)
    this.#outsideAtFirst = this.list('outside').join()
  }

  /** What nobody may learn. */
  get secrets(): readonly string[] {
    return [this.#token, this.#baitSecret]
  }

  get outsideAtFirst(): string {
    return this.#outsideAtFirst
  }

  at(...parts: readonly string[]): string {
    return join(this.#directory, ...parts)
  }

  directory(path: string): void {
    makeDirectory(this.at(path), this.#account)
  }

  file(path: string, content: string, mode?: number): void {
    makeFile(this.at(path), content, this.#account, mode)
  }

  link(path: string, target: string): void {
    makeLink(this.at(path), target, this.#account)
  }

  /** A program, outside, as the user, in the home of the stage: what people do later with what a command left. */
  run(cwd: string, file: string, ...args: readonly string[]): string {
    const ended = spawnSync(file, args, {
      cwd: this.at(cwd),
      env: { ...CALM, PATH: '/usr/bin:/bin', HOME: this.at('home'), OUT: this.at('outside') },
      encoding: 'utf8',
      timeout: 20_000,
      ...identity(this.#account),
    })
    return `${ended.stdout}${ended.stderr}`
  }

  exists(path: string): boolean {
    return this.stat(path) !== undefined
  }

  stat(path: string): Stats | undefined {
    return lstatSync(this.at(path), { throwIfNoEntry: false })
  }

  /** Empty when it is missing or no file. */
  read(path: string): string {
    return this.stat(path)?.isFile() === true ? readFileSync(this.at(path), 'utf8') : ''
  }

  /** The names in a directory; empty when it is missing. */
  list(path: string): readonly string[] {
    return existsSync(this.at(path)) ? readdirSync(this.at(path)).sort() : []
  }

  /** The rules that hold here, by absolute path. */
  rules(attack: Attack, profile: Configuration['profile']): Readonly<Record<string, Access>> {
    const own = Object.entries(attack.rules ?? {}).map(([path, access]) => [this.at(path), access] as const)
    const all: readonly (readonly [string, Access])[] = [
      [this.at('w'), 'write'],
      [this.at('secret'), 'deny'],
      ...own,
    ]
    return Object.fromEntries(
      all.map(([path, access]) => [path, profile === 'read-only' && access === 'write' ? 'read' : access]),
    )
  }

  /** What the program finds in its environment. */
  get variables(): Readonly<Record<string, string>> {
    return {
      W: this.at('w'),
      S: this.at('w/scratch'),
      OUT: this.at('outside'),
      SECRET: this.at('secret/token'),
      STAGE: this.at(),
      HOME: this.at('home'),
      NONCE: this.nonce,
    }
  }
}
