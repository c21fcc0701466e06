/** The user's other processes: what they offer is there to be reached, and they remember what reached them. */

import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Account, identity, makeDirectory, makeFile } from '../../account.js'

export class Bait {
  readonly secret = `bait-${randomBytes(12).toString('hex')}`
  readonly directory: string
  readonly #program: string
  readonly #account: Account
  #child: ChildProcess | undefined
  #printed = ''

  constructor(directory: string, program: string, account: Account) {
    this.directory = directory
    this.#program = program
    this.#account = account
    for (const name of ['run', 'directory', 'plants']) makeDirectory(join(directory, name), account)
    chmodSync(join(directory, 'run'), 0o700)
    makeFile(join(directory, 'handed'), this.secret, account)
    makeFile(join(directory, 'inherited'), '', account)
  }

  async start(): Promise<void> {
    this.#child = spawn(this.#program, ['serve', this.directory, this.secret], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PRIVATE: this.secret },
      cwd: this.directory,
      ...identity(this.#account),
    })
    const child = this.#child
    await new Promise<void>((ready, fail) => {
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        this.#printed += text
        if (this.#printed.includes('\nready\n')) ready()
      })
      child.once('close', () => fail(new Error(`the bait ended: ${this.#printed}`)))
    })
  }

  /** What it offers, as variables. */
  get variables(): Readonly<Record<string, string>> {
    const lines = this.#printed.slice(0, this.#printed.indexOf('\nready\n')).split('\n')
    const facts = lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])
    return { ...Object.fromEntries(facts), BAIT: this.directory }
  }

  /** Ends it, and tells what arrived: at its sockets, queues and terminal, and in its files. */
  async end(): Promise<string> {
    const child = this.#child
    if (child === undefined) return ''
    const closed = once(child, 'close')
    child.stdin?.end()
    await closed
    const planted = ['directory', 'plants'].flatMap((name) =>
      readdirSync(join(this.directory, name)).map((file) => `${name} ${file}`),
    )
    const inherited = `inherited ${readFileSync(join(this.directory, 'inherited'), 'utf8')}`
    return [this.#printed.slice(this.#printed.indexOf('\nready\n')), ...planted, inherited].join('\n')
  }
}

/** A process that does nothing, until something is done to it. */
export class Victim {
  readonly #child: ChildProcess
  #atFirst = ''

  constructor(program: string, account: Account) {
    this.#child = spawn(program, ['victim'], { stdio: ['pipe', 'pipe', 'inherit'], ...identity(account) })
  }

  async ready(): Promise<void> {
    await once(this.#child.stdout ?? this.#child, 'data')
    this.#atFirst = this.#look()
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** What became of it; it is ended. */
  end(): 'unharmed' | 'ended' | 'changed' {
    const now = this.#look()
    this.#child.kill('SIGKILL')
    if (now === '') return 'ended'
    return now === this.#atFirst ? 'unharmed' : 'changed'
  }

  /** Its limits, whether it is stopped or traced, its processors and priority. */
  #look(): string {
    try {
      const of = (file: string) => readFileSync(`/proc/${this.pid}/${file}`, 'utf8')
      const status = of('status').match(/^(State|TracerPid|Cpus_allowed):.*/gm) ?? []
      if (status.some((line) => /^State:\s+Z/.test(line))) return ''
      const isStopped = status.some((line) => /^State:\s+[Tt]/.test(line))
      const [, fields = ''] = of('stat').split(/\) /)
      return [of('limits'), isStopped, ...status.slice(1), fields.split(' ').slice(15, 17).join(' ')].join(
        '\n',
      )
    } catch {
      return ''
    }
  }
}
