/** Makes a checkout ready to use: the development packages, then the build. Runnable, and safe to run twice at once. */

import { fileURLToPath } from 'node:url'
import { withSetUpLock } from './lock.mjs'
import { findPnpm } from './pnpm.mjs'
import { missingRequirements } from './requirements.mjs'
import { fingerprint, isCurrent, recordSetUp } from './stamp.mjs'

/** What the command needs; the benchmarks and the conformance suite build themselves. */
const BUILD = ['exec', 'turbo', 'run', 'build', '--filter=@sandbox/cli...', '--filter=@sandbox/native']
const BUILD_OUTPUT = ['--output-logs=errors-only', '--log-order=grouped', '--no-color']

/** Set-up could not be finished; `details` is what a person needs to mend it. */
export class SetUpError extends Error {
  constructor(message, details) {
    super(message)
    this.name = 'SetUpError'
    this.details = details
  }
}

/**
 * Install and build. Does nothing when the last set-up still fits, unless `always` is given.
 * Says what it does on stderr, because stdout may belong to a command.
 */
export async function setUp({ always = false } = {}) {
  const missing = missingRequirements()
  if (missing !== undefined) throw new SetUpError(missing.message, missing.hint)
  await withSetUpLock(
    async () => {
      if (!always && isCurrent()) return
      const seen = fingerprint()
      const pnpm = await findPnpm()
      await step('install the development packages', () => pnpm(['install', '--frozen-lockfile']))
      await step('build', () => pnpm([...BUILD, ...BUILD_OUTPUT]))
      recordSetUp(seen)
    },
    () => say('another set-up is running in this checkout: waiting for it'),
  )
}

/** Print a failed set-up for a person. */
export function reportSetUpError(error) {
  if (!(error instanceof SetUpError)) throw error
  say(error.message)
  process.stderr.write(`${error.details.trimEnd()}\n`)
}

async function step(name, run) {
  say(name)
  const { code, output } = await run()
  if (code !== 0) throw new SetUpError(`could not ${name}`, output)
}

function say(line) {
  process.stderr.write(`set-up: ${line}\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await setUp()
    say('ready')
  } catch (error) {
    reportSetUpError(error)
    process.exitCode = 1
  }
}
