/** The cgroup of one run, from its making to its end. */

import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cgroupNotMade } from '../errors.js'
import { endCgroup, removeCgroup } from './end.js'
import { type ReachedLimits, reachedLimits } from './events.js'
import type { CgroupPlan } from './plan.js'
import { writeSetting } from './write.js'

/** A kernel that does not count swap has no such file. */
const OPTIONAL = new Set(['memory.swap.max'])

/** See the module. */
export class RunCgroup {
  readonly #directory: string
  readonly #tells: ReachedLimits

  /** @throws SandboxError `CGROUP_NOT_MADE` */
  constructor({ directory, settings, tells }: CgroupPlan) {
    this.#directory = directory
    this.#tells = tells
    try {
      mkdirSync(directory)
    } catch (cause) {
      throw cgroupNotMade(directory, cause)
    }
    try {
      for (const [file, value] of Object.entries(settings)) apply(directory, file, value)
    } catch (cause) {
      removeCgroup(directory)
      throw cgroupNotMade(directory, cause)
    }
  }

  /** For a run that did not begin. */
  discard(): void {
    removeCgroup(this.#directory)
  }

  /** To be asked before the end. */
  reached(): ReachedLimits {
    const { memory, processes } = reachedLimits({
      memory: this.#read('memory.events'),
      pids: this.#read('pids.events'),
    })
    return { memory: memory && this.#tells.memory, processes: processes && this.#tells.processes }
  }

  /** What is still in it dies. One that cannot be removed is left to a later start. */
  async end(): Promise<void> {
    await endCgroup(this.#directory)
  }

  #read(file: string): string {
    try {
      return readFileSync(join(this.#directory, file), 'utf8')
    } catch {
      return ''
    }
  }
}

function apply(directory: string, file: string, value: string): void {
  try {
    writeSetting(join(directory, file), value)
  } catch (error) {
    if (!OPTIONAL.has(file) || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
