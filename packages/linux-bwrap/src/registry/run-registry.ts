/** Remembers which placeholders each run needs, so that the last one out removes them, also after a crash. */

import { lstatSync, readdirSync, readFileSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  mayBeAlive,
  ownIdentity,
  type ProcessIdentity,
  privateDirectory,
  type RunHold,
  replaceFile,
  sweepDrafts,
} from '@sandbox/linux-landlock-seccomp/stage'
import type { Placeholder } from '../mounts.js'
import { withLock } from './lock.js'
import { type OccupiedInode, occupy, UNKNOWN_INODE, vacate } from './occupy.js'

/** One run's record, as stored. */
interface RunRecord {
  readonly owner: ProcessIdentity
  readonly occupied: readonly OccupiedInode[]
}

const NOTHING: RunHold = { release: async () => {} }

/** The records of all runs of one user, in one directory that the sandboxed commands cannot change. */
export class RunRegistry {
  readonly #records: string
  readonly #lock: string
  readonly #own = ownIdentity()
  /** The last section of this process that asked for the lock. */
  #last: Promise<unknown> = Promise.resolve()

  /** @throws SandboxError `RUNTIME_DIRECTORY_UNUSABLE` */
  constructor(directory: string) {
    this.#records = privateDirectory(join(directory, 'runs'))
    this.#lock = join(directory, 'lock')
  }

  /**
   * Look at the file system while no run occupies or frees anything.
   *
   * @param look is given the paths that exist only because a run occupies them
   */
  async look<T>(look: (placeholders: ReadonlySet<string>) => T): Promise<T> {
    return this.#alone(() => look(this.#placeholders()))
  }

  /** What got contents meanwhile is somebody's own. */
  #placeholders(): ReadonlySet<string> {
    const recorded = this.#read().flatMap(({ record }) => record.occupied.map(({ path }) => path))
    return new Set(recorded.filter(isEmptyDirectory))
  }

  /** Occupy paths for one run. */
  async hold(placeholders: readonly Placeholder[]): Promise<RunHold> {
    if (placeholders.length === 0) return NOTHING
    const file = join(this.#records, `${this.#own.pid}-${process.hrtime.bigint()}.json`)
    const occupied = await this.#alone(() => this.#occupy(file, placeholders))
    return { release: () => this.#alone(() => this.#release(file, occupied)) }
  }

  /** One after the other within this process: hundreds that knock at once would keep each other from getting in. */
  #alone<T>(section: () => T): Promise<T> {
    const turn = this.#last.then(() => withLock(this.#lock, this.#own, section))
    this.#last = turn.catch(() => {})
    return turn
  }

  #occupy(file: string, placeholders: readonly Placeholder[]): readonly OccupiedInode[] {
    const shared = this.#placeholders()
    const announced = placeholders.map((one) => ({ ...one, device: 0, inode: UNKNOWN_INODE }))
    // Written first: if we die half-way, the next start finds what may have been made.
    this.#write(file, announced)
    try {
      const found = occupy(placeholders)
      // What appeared between planning and now is somebody's own.
      const occupied = found.filter((one) => one.made || shared.has(one.path))
      if (occupied.length < found.length) this.#write(file, occupied)
      return occupied
    } catch (error) {
      this.#release(file, announced)
      throw error
    }
  }

  /** Remove what runs left that ended without cleaning up. Returns how many there were. */
  async sweep(): Promise<number> {
    for (const directory of [dirname(this.#lock), this.#records]) sweepDrafts(directory, this.#own)
    const isAbandoned = ({ record }: { record: RunRecord }) => !mayBeAlive(record.owner, this.#own)
    if (!this.#read().some(isAbandoned)) return 0
    return this.#alone(() => {
      const abandoned = this.#read().filter(isAbandoned)
      for (const { file, record } of abandoned) this.#release(file, record.occupied)
      return abandoned.length
    })
  }

  #release(file: string, occupied: readonly OccupiedInode[]): void {
    const others = this.#read().filter((one) => one.file !== file)
    const needed = new Set(others.flatMap(({ record }) => record.occupied.map(({ path }) => path)))
    vacate(occupied.filter((one) => !needed.has(one.path)))
    // Last: until then a crash leaves a record that the next start finds.
    removeIfThere(file)
  }

  #write(file: string, occupied: readonly OccupiedInode[]): void {
    const record: RunRecord = { owner: this.#own, occupied }
    replaceFile(file, JSON.stringify(record), this.#own)
  }

  #read(): readonly { readonly file: string; readonly record: RunRecord }[] {
    const names = readdirSync(this.#records).filter((name) => name.endsWith('.json'))
    return names.flatMap((name) => {
      const file = join(this.#records, name)
      try {
        return [{ file, record: JSON.parse(readFileSync(file, 'utf8')) as RunRecord }]
      } catch {
        // Released by its owner meanwhile.
        return []
      }
    })
  }
}

function removeIfThere(file: string): void {
  try {
    unlinkSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

function isEmptyDirectory(path: string): boolean {
  try {
    return lstatSync(path).isDirectory() && readdirSync(path).length === 0
  } catch {
    return false
  }
}
