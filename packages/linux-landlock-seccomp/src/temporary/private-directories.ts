/** Makes a run's own directory for temporary files and removes it afterwards, or at the next start after a crash. */

import { lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { temporaryDirectoryNotMade } from '../errors.js'
import { replaceFile, sweepDrafts } from '../stage/drafts.js'
import type { RunHold } from '../stage/open-run.js'
import { mayBeAlive, ownIdentity, type ProcessIdentity } from '../stage/process-identity.js'
import { privateDirectory } from '../stage/runtime-directory.js'
import { type FileIdentity, removeTree } from './remove-tree.js'

/** One directory, as remembered. */
interface Remembered {
  readonly owner: ProcessIdentity
  readonly path: string
  /** Undefined while it is about to be made. */
  readonly identity?: FileIdentity | undefined
}

/** Removing much takes long; what takes longer is being refilled. */
const PATIENCE_MS = 20_000
/** After a kill the last processes may need a moment to end. */
const ATTEMPTS = 50
const PAUSE_MS = 20

/** The directories of all runs of one user, remembered where no command can change them. */
export class PrivateDirectories {
  readonly #records: string
  readonly #own = ownIdentity()

  /** @throws SandboxError `RUNTIME_DIRECTORY_UNUSABLE` */
  constructor(runtimeDirectory: string) {
    this.#records = privateDirectory(join(runtimeDirectory, 'temporary'))
  }

  /** @throws SandboxError `TEMPORARY_DIRECTORY_NOT_MADE` */
  make(path: string): RunHold {
    const file = join(this.#records, `${this.#own.pid}-${process.hrtime.bigint()}.json`)
    // Written first: if we die half-way, the next start finds what may have been made.
    this.#write(file, { owner: this.#own, path })
    try {
      mkdirSync(path, { mode: 0o700 })
    } catch (error) {
      forget(file)
      throw temporaryDirectoryNotMade(path, error)
    }
    const identity = identityOf(path)
    this.#write(file, { owner: this.#own, path, identity })
    return { release: () => this.#release(file, path, identity) }
  }

  /** Remove what runs left that ended without cleaning up. */
  async sweep(): Promise<void> {
    for (const directory of [dirname(this.#records), this.#records]) sweepDrafts(directory, this.#own)
    for (const name of readdirSync(this.#records).filter((each) => each.endsWith('.json'))) {
      const file = join(this.#records, name)
      const remembered = read(file)
      if (remembered === undefined || mayBeAlive(remembered.owner, this.#own)) continue
      const { path, identity } = remembered
      if (identity === undefined) removeEmpty(path)
      else if (!(await isRemoved(path, identity, Date.now() + PATIENCE_MS))) continue
      forget(file)
    }
  }

  /** What cannot be removed now stays remembered. */
  async #release(file: string, path: string, identity: FileIdentity): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS
    for (let attempt = 0; attempt < ATTEMPTS && Date.now() < deadline; attempt++) {
      if (await isRemoved(path, identity, deadline)) return forget(file)
      await pause(PAUSE_MS)
    }
  }

  #write(file: string, remembered: Remembered): void {
    replaceFile(file, JSON.stringify(remembered), this.#own)
  }
}

function identityOf(path: string): FileIdentity {
  const { dev, ino } = lstatSync(path, { bigint: true })
  return { device: String(dev), inode: String(ino) }
}

async function isRemoved(path: string, identity: FileIdentity, deadline: number): Promise<boolean> {
  try {
    await removeTree(path, identity, deadline)
    return true
  } catch {
    return false
  }
}

/** Its maker died between making and looking: nobody used it. */
function removeEmpty(path: string): void {
  try {
    rmdirSync(path)
  } catch {
    // Not made, or somebody's own.
  }
}

function read(file: string): Remembered | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Remembered
  } catch {
    // Forgotten by its owner meanwhile.
    return undefined
  }
}

function forget(file: string): void {
  try {
    unlinkSync(file)
  } catch {
    // Another start swept it as well.
  }
}
