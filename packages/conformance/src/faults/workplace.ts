/** A throw-away workspace in which a run may only write one file, and what has to be the same before and after. */

import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Account, give, makeDirectory, makeFile, makeLink } from '../account.js'

const CLI = fileURLToPath(new URL('../../../cli/bin/sandbox.js', import.meta.url))

export class Workplace {
  readonly account: Account
  readonly base = mkdtempSync('/var/tmp/sandbox-faults-')
  /** What the user has there. */
  readonly workspace = join(this.base, 'w')

  constructor(account: Account) {
    this.account = account
    chmodSync(this.base, 0o755)
    give(this.base, account)
    makeFile(join(this.workspace, 'src/a.txt'), 'a\n', account)
    makeFile(join(this.workspace, 'secrets/key'), 'a secret\n', account)
    makeFile(join(this.workspace, 'out/log'), '', account)
    makeLink(join(this.workspace, 'link'), 'src', account)
    for (const name of ['home', 'session']) makeDirectory(join(this.base, name), account)
    chmodSync(join(this.base, 'session'), 0o700)
  }

  /** Of whoever starts a run. */
  get environment(): Readonly<Record<string, string>> {
    return {
      PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
      HOME: join(this.base, 'home'),
      XDG_RUNTIME_DIR: join(this.base, 'session'),
      TERM: 'dumb',
    }
  }

  /** The arguments that start a command: names are occupied, and a directory is closed. */
  command(script: string, ...options: readonly string[]): readonly string[] {
    const closed = ['--deny', 'secrets', '--deny', 'later/closed']
    return [process.execPath, CLI, '-q', ...closed, ...options, '--', 'sh', '-c', script]
  }

  /** Every entry of the user's, by path, but for what runs may write. */
  digest(): ReadonlyMap<string, string> {
    const found = new Map<string, string>()
    const look = (path: string) => {
      for (const entry of readdirSync(join(this.workspace, path), { withFileTypes: true })) {
        const name = join(path, entry.name)
        const full = join(this.workspace, name)
        if (entry.isDirectory()) found.set(name, 'directory')
        else if (entry.isSymbolicLink()) found.set(name, `link to ${readlinkSync(full)}`)
        else found.set(name, name === 'out/log' ? 'written' : sum(full))
        if (entry.isDirectory()) look(name)
      }
    }
    look('')
    return found
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true })
  }
}

function sum(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

/** What the runs that these processes started keep on this machine: records, drafts of locks. */
export function recordsBy(pids: readonly (number | undefined)[], { uid }: Account): readonly string[] {
  const places = [uid === 0 ? '/run/sandbox' : `/run/user/${uid}/sandbox`, `/tmp/.sandbox-${uid}`]
  return places
    .flatMap((place) => ['', 'runs', 'temporary', 'temporary/runs'].map((part) => join(place, part)))
    .filter((directory) => existsSync(directory))
    .flatMap((directory) => readdirSync(directory).map((name) => join(directory, name)))
    .filter((file) => pids.includes(makerOf(basename(file))))
}

/** Names hold the number of the process that made them: `PID-TIME.json`, `lock.PID-START…`, `code.PID.TIME`. */
function makerOf(name: string): number {
  const match = /(?:^|\.)(\d+)-\d+|\.(\d+)\.\d{9,}$/.exec(name)
  return Number(match?.[1] ?? match?.[2])
}
