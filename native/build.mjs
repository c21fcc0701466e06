/** Builds the native programs for this host, and for the other CPU where a cross compiler is installed. */

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inputsOf, isUpToDate, writeStamp } from './recipe/stamp.mjs'
import { findTargets, which } from './recipe/toolchain.mjs'

const vendor = join(fileURLToPath(new URL('.', import.meta.url)), '../packages/linux-bwrap/vendor')
const say = (text) => console.log(`native: ${text}`)

async function main() {
  if (process.platform !== 'linux') return say(`nothing to build on ${process.platform}`)
  const targets = findTargets()
  const cmake = which('cmake')
  if (cmake === undefined || !targets.some(({ kind }) => kind !== 'cross')) {
    const missing = cmake === undefined ? 'cmake' : 'a C compiler'
    say(`${missing} is missing; on Debian or Ubuntu: apt-get install cmake gcc libc6-dev musl-tools`)
    process.exitCode = 1
    return
  }
  const inputs = inputsOf(targets, cmake)
  if (isUpToDate(inputs, vendor)) return say('up to date')
  // Loaded only when there is work: most builds find none.
  const { makePrograms } = await import('./recipe/make.mjs')
  const { files, complete } = await makePrograms(targets, vendor, say)
  for (const { path, size } of files) say(`${path} (${size} bytes)`)
  if (complete) writeStamp(inputs, Object.fromEntries(files.map(({ path, sha256 }) => [path, sha256])))
}

await main().catch((error) => {
  say(error.message)
  process.exitCode = 1
})
