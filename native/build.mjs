/** Builds the native programs for this host, and for the other CPU and for Windows where a cross compiler is installed. */

import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inputsOf, isUpToDate, writeStamp } from './recipe/stamp.mjs'
import { findTargets, which } from './recipe/toolchain.mjs'
import { findWindowsToolchain } from './recipe/windows.mjs'

const packages = fileURLToPath(new URL('../packages', import.meta.url))
/** Which package carries what. */
const vendors = {
  launcher: join(packages, 'linux-bwrap/vendor'),
  stage: join(packages, 'linux-landlock-seccomp/vendor'),
  probe: join(packages, 'conformance/vendor'),
  helper: join(packages, 'windows-token/vendor'),
}
const say = (text) => console.log(`native: ${text}`)

async function main() {
  if (process.platform === 'win32') return buildOnWindows()
  if (process.platform !== 'linux') return say(`nothing to build on ${process.platform}`)
  const targets = findTargets()
  const cmake = which('cmake')
  if (cmake === undefined || !targets.some(({ kind }) => kind !== 'cross')) {
    const missing = cmake === undefined ? 'cmake' : 'a C compiler'
    say(`${missing} is missing; on Debian or Ubuntu: apt-get install cmake gcc libc6-dev musl-tools`)
    process.exitCode = 1
    return
  }
  const inputs = inputsOf(targets, cmake, findWindowsToolchain()?.tools)
  if (isUpToDate(inputs)) return say('up to date')
  // Loaded only when there is work: most builds find none.
  const { makePrograms } = await import('./recipe/make.mjs')
  const { files, complete } = await makePrograms(targets, vendors, say)
  sayFiles(files)
  if (complete)
    writeStamp(
      inputs,
      files.map(({ path }) => path),
    )
}

/** Every time anew: there is no stamp of compilers that CMake finds by itself. */
async function buildOnWindows() {
  const { makeHelperOnly } = await import('./recipe/make.mjs')
  sayFiles(await makeHelperOnly(vendors.helper, say))
}

function sayFiles(files) {
  for (const { path, size } of files)
    if (size !== undefined) say(`${relative(packages, path)} (${size} bytes)`)
}

await main().catch((error) => {
  say(error.message)
  process.exitCode = 1
})
