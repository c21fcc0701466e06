/** Builds the native programs for this host, and for the other CPU where a cross compiler is installed. */

import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inputsOf, isUpToDate, writeStamp } from './recipe/stamp.mjs'
import { findTargets, which } from './recipe/toolchain.mjs'

const packages = fileURLToPath(new URL('../packages', import.meta.url))
/** Which package carries what. */
const vendors = {
  launcher: join(packages, 'linux-bwrap/vendor'),
  stage: join(packages, 'linux-landlock-seccomp/vendor'),
  probe: join(packages, 'conformance/vendor'),
}
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
  if (isUpToDate(inputs)) return say('up to date')
  // Loaded only when there is work: most builds find none.
  const { makePrograms } = await import('./recipe/make.mjs')
  const { files, complete } = await makePrograms(targets, vendors, say)
  for (const { path, size } of files)
    if (size !== undefined) say(`${relative(packages, path)} (${size} bytes)`)
  if (complete)
    writeStamp(
      inputs,
      files.map(({ path }) => path),
    )
}

await main().catch((error) => {
  say(error.message)
  process.exitCode = 1
})
