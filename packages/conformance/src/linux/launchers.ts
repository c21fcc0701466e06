/** The ways in which cases are run: every launcher that plans are made for, who places the masks, and Landlock alone. */

import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildBubblewrap } from '../../../../native/bubblewrap/build.mjs'
import { findProgram } from '../find-program.js'
import type { Ground } from './run-case.js'

/** One way, by name. */
export interface Way {
  readonly name: string
  readonly backend: Ground['backend']
  /** `inner`: by `sandbox-inner`. `launcher`: by bubblewrap, as on a host without nested user namespaces. */
  readonly masks?: 'inner' | 'launcher'
  /** A version that is built, or one that is there. */
  readonly version?: '0.8.0' | '0.12.0' | 'bundled' | 'system'
}

/** All of them. */
export const WAYS: readonly Way[] = [
  { name: 'the bundled bubblewrap', backend: 'linux-bwrap', masks: 'inner', version: 'bundled' },
  { name: 'bubblewrap 0.12.0', backend: 'linux-bwrap', masks: 'inner', version: '0.12.0' },
  { name: 'bubblewrap 0.8.0', backend: 'linux-bwrap', masks: 'inner', version: '0.8.0' },
  { name: 'the bubblewrap of the system', backend: 'linux-bwrap', masks: 'inner', version: 'system' },
  { name: 'masks by the bundled bubblewrap', backend: 'linux-bwrap', masks: 'launcher', version: 'bundled' },
  { name: 'masks by bubblewrap 0.8.0', backend: 'linux-bwrap', masks: 'launcher', version: '0.8.0' },
  { name: 'Landlock alone', backend: 'linux-landlock-seccomp' },
]

const BUNDLED = fileURLToPath(
  new URL(`../../../linux-bwrap/vendor/linux-${process.arch}/bwrap`, import.meta.url),
)

const CACHE = fileURLToPath(new URL('../../../../.cache/conformance/', import.meta.url))

/** Makes launchers in a directory of its own. */
export class Launchers {
  readonly #directory: string

  /** Beside the build, because a launcher is not run from where random policies let a command write. */
  constructor() {
    mkdirSync(CACHE, { recursive: true })
    this.#directory = realpathSync(mkdtempSync(join(CACHE, 'launchers-')))
  }

  /** What `linux.launcher` has to say for a way; a sentence when it cannot be had here. */
  async find({ version, masks }: Way): Promise<{ readonly launcher: string } | { readonly whyNot: string }> {
    chmodSync(this.#directory, 0o755)
    if (version === undefined) return { launcher: 'auto' }
    if (version === 'system') {
      return (await findProgram('bwrap')) === undefined
        ? { whyNot: 'bubblewrap is not installed' }
        : { launcher: 'system' }
    }
    if (version === 'bundled' && masks === 'inner') return { launcher: 'bundled' }
    const program = version === 'bundled' ? BUNDLED : await this.#build(version)
    if (program === undefined) return { whyNot: `the source of bubblewrap ${version} cannot be had here` }
    return { launcher: masks === 'launcher' ? this.#withoutNesting(program) : program }
  }

  #build(version: string): Promise<string | undefined> {
    return buildBubblewrap(version, join(this.#directory, version))
  }

  /** A launcher that leaves no user namespace to the inner stage. */
  #withoutNesting(program: string): string {
    const directory = mkdtempSync(join(this.#directory, 'flat-'))
    chmodSync(directory, 0o755)
    const path = join(directory, 'bwrap')
    writeFileSync(path, `#!/bin/sh\nexec ${program} --disable-userns "$@"\n`, { mode: 0o755 })
    return path
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true })
  }
}
