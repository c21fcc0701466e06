/** Many attacks in one start: each in a stage of its own, one after the other, all under one policy. */

import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Account, give, identity, makeDirectory, makeFile } from '../../account.js'
import type { Attack, Outcome } from '../attack.js'
import { Bait, Victim } from './bait.js'
import { programFile } from './compile.js'
import { commandFor, type Way } from './order.js'
import { Stage } from './stage.js'

/** What no attack takes when it does what it should. */
const PATIENCE_S = 60
/** Tools that a start might look up; whatever runs one of these outside has run something of the command's. */
const PLANTED = ['bwrap', 'rg', 'git', 'which', 'sandbox-inner', 'ldd', 'uname', 'getconf']
/** Ended by a signal of `timeout`, not found, not executable, or by `attack.h`: the attack was not really tried. */
const NOT_TRIED = [99, 124, 126, 127, 137]

/** An attack and what came of it. */
export interface Finding {
  readonly attack: Attack
  readonly succeeded: boolean
  readonly output: string
  /** Why it was not really tried, or undefined. */
  readonly fault?: string | undefined
}

/** Somebody who can run batches, with the compiled programs. */
export interface Ground {
  readonly programs: string
  readonly account: Account
}

export async function runBatch(
  attacks: readonly Attack[],
  way: Way,
  ground: Ground,
): Promise<readonly Finding[]> {
  const base = mkdtempSync('/var/tmp/sandbox-attacks-')
  const batch = new Batch(base, attacks, way, ground)
  try {
    return await batch.run()
  } finally {
    removeTree(base)
  }
}

class Batch {
  readonly #base: string
  readonly #way: Way
  readonly #ground: Ground
  readonly #bait: Bait
  readonly #entries: readonly { readonly attack: Attack; readonly stage: Stage; readonly victim?: Victim }[]

  constructor(base: string, attacks: readonly Attack[], way: Way, ground: Ground) {
    this.#base = base
    this.#way = way
    this.#ground = ground
    const { account, programs } = ground
    chmodSync(base, 0o755)
    give(base, account)
    for (const name of ['results', 'programs', 'session']) makeDirectory(join(base, name), account)
    const bait = join(programs, 'bait')
    this.#bait = new Bait(join(base, 'bait'), bait, account)
    this.#entries = attacks.map((attack, i) => ({
      attack,
      stage: new Stage(join(base, `${i}`), account, this.#bait.secret),
      ...(attack.victim && { victim: new Victim(bait, account) }),
    }))
  }

  async run(): Promise<readonly Finding[]> {
    await this.#bait.start()
    for (const { victim } of this.#entries) await victim?.ready()
    for (const { attack, stage } of this.#entries) stage.build(attack)
    this.#plant()
    const told = await this.#start(this.#script())
    for (const { stage, victim } of this.#entries) if (victim !== undefined) stage.victimState = victim.end()
    const received = await this.#bait.end()
    return this.#entries.map(({ attack, stage }, i) => this.#judge(attack, stage, `${i}`, received, told))
  }

  #judge(attack: Attack, stage: Stage, name: string, received: string, told: string): Finding {
    const output = readFileSync(join(this.#base, 'results', name, 'output'), 'utf8')
    const code = readFileSync(join(this.#base, 'results', name, 'code'), 'utf8')
    const outcome: Outcome = { stage, output, received }
    const succeeded = attack.succeeded(outcome)
    const fault = succeeded || attack.alone !== undefined ? undefined : faultOf(code, told)
    return { attack, succeeded, output, fault }
  }

  /** What an earlier command could have left in a directory of PATH. */
  #plant(): void {
    const plant = `#!/bin/sh\n: > "${join(this.#bait.directory, 'plants')}/\${0##*/}"\nexit 1\n`
    for (const name of PLANTED)
      makeFile(join(this.#base, 'planted', name), plant, this.#ground.account, 0o755)
  }

  /** One script that runs every program, and says how each ended. */
  #script(): string {
    const lines = this.#entries.map(({ attack, stage, victim }, i) => {
      const variables = {
        ...stage.variables,
        ...this.#bait.variables,
        PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
      }
      const all = { ...variables, VICTIM: `${victim?.pid ?? ''}` }
      const exports = Object.entries(all).map(([name, value]) => `export ${name}='${value}'`)
      const { language, text } = attack.program
      const body = language === 'sh' ? text : `exec '${programFile(this.#ground.programs, attack)}'`
      const file = join(this.#base, 'programs', `${i}`)
      makeFile(file, [...exports, body, ''].join('\n'), this.#ground.account)
      // Made here: Landlock alone lets nothing be made where a protected name might be.
      for (const name of ['output', 'code'])
        makeFile(join(this.#base, 'results', `${i}`, name), '', this.#ground.account)
      return `one ${i}`
    })
    // What one of them does to its mounts is not to be there for the next.
    const apart = this.#way === 'namespace' ? 'unshare --mount' : ''
    const one = `one() { (cd "$1/w" && exec timeout -k 1 ${PATIENCE_S} ${apart} /bin/sh ../../programs/$1) > results/$1/output 2>&1 < /dev/null; echo $? > results/$1/code; }`
    const covers = this.#way === 'namespace' ? this.#entries.map((_, i) => `cover ${i}`) : []
    const cover = `cover() { mount -t tmpfs none "$1/secret"; mount --bind "$1/outside" "$1/outside"; mount -o remount,bind,ro "$1/outside"; }`
    const script = join(this.#base, 'script')
    makeFile(
      script,
      [`cd '${this.#base}'`, one, cover, ...covers, ...lines, ''].join('\n'),
      this.#ground.account,
    )
    return script
  }

  /** Returns what the driver said, for messages. */
  async #start(script: string): Promise<string> {
    const command = commandFor(this.#way, ['/bin/sh', script], {
      base: this.#base,
      programs: this.#ground.programs,
      bait: this.#bait.directory,
      entries: this.#entries,
    })
    const child = spawn(join(this.#ground.programs, 'bait'), ['inherit', this.#bait.directory, ...command], {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: this.#base,
      env: this.#environment(),
      ...identity(this.#ground.account),
    })
    let told = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      told += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      told += text
    })
    await new Promise((done) => child.once('close', done))
    return told
  }

  /** Of whoever starts the sandbox. */
  #environment(): Readonly<Record<string, string>> {
    const { secret, directory } = this.#bait
    return {
      PATH: `${join(this.#base, 'planted')}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`,
      HOME: join(this.#base, 'session'),
      XDG_RUNTIME_DIR: join(directory, 'run'),
      TERM: 'dumb',
      SSH_AUTH_SOCK: join(directory, 'agent.sock'),
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(directory, 'run/bus')}`,
      DEPLOY_TOKEN: secret,
      AWS_SECRET_ACCESS_KEY: secret,
      DATABASE_PASSWORD: secret,
      BASH_ENV: join(this.#base, 'planted/bwrap'),
      ENV: join(this.#base, 'planted/bwrap'),
      RIPGREP_CONFIG_PATH: join(this.#base, 'planted/rg-config'),
    }
  }
}

/** Attacks take their own rights away, and make paths that are too long for one call. */
function removeTree(directory: string): void {
  spawnSync('chmod', ['-R', 'u+rwX', directory], { stdio: 'ignore' })
  spawnSync('rm', ['-rf', directory], { stdio: 'inherit' })
}

function faultOf(code: string, told: string): string | undefined {
  if (code === '') return `the program never ran: ${told}`
  return NOT_TRIED.includes(Number(code)) ? `the program ended with code ${Number(code)}` : undefined
}
