/** Makes a checkout ready to use: the development packages, then the build. Runnable, and safe to run twice at once. */

import { fileURLToPath } from 'node:url'
import { withSetUpLock } from './lock.mjs'
import { pathWithPnpm, runPnpm } from './pnpm.mjs'
import { manifest } from './repository.mjs'
import { missingRequirements } from './requirements.mjs'
import { fingerprint, isCurrent, recordSetUp } from './stamp.mjs'

/** What the command needs, and what is published beside it; the benchmarks and the conformance suite build themselves. */
const BUILT = [
  '@sandbox/cli...',
  '@sandbox/native',
  '@sandbox/linux-landlock-seccomp',
  '@sandbox/macos-seatbelt',
  '@sandbox/windows-token',
  '@sandbox/network-proxy',
]
const BUILD = ['exec', 'turbo', 'run', 'build', ...BUILT.map((name) => `--filter=${name}`)]
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
 * Install and build, unless the last set-up still fits.
 * Says what it does on stderr, because stdout may belong to a command.
 */
export async function setUp() {
  await prepare(async () => {
    if (!isCurrent()) await installAndBuild()
  })
}

/** Install and build whatever the stamp says. Returns the PATH on which pnpm is found, for further checks. */
export async function setUpAgain() {
  return await prepare(installAndBuild)
}

async function prepare(work) {
  const missing = missingRequirements()
  if (missing !== undefined) throw new SetUpError(missing.message, missing.hint)
  return await withSetUpLock(work, () => say('another set-up is running in this checkout: waiting for it'))
}

async function installAndBuild() {
  const seen = fingerprint()
  const { path, output } = await pathWithPnpm()
  if (path === undefined) throw new SetUpError(`could not fetch ${manifest('').packageManager}`, output)
  await step('install the development packages', () => runPnpm(path, ['install', '--frozen-lockfile']))
  await step('build', () => runPnpm(path, [...BUILD, ...BUILD_OUTPUT]))
  recordSetUp(seen)
  return path
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
