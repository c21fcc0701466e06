/** `node .ci/pack.mjs <directory>`: sets up, packs every published package, and checks what is inside. */

import { mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runPnpm } from './pnpm.mjs'
import { ROOT } from './repository.mjs'
import { runTool } from './run-tool.mjs'
import { reportSetUpError, SetUpError, setUpAgain } from './setup.mjs'

const PUBLISHED = [
  'policy',
  'network-proxy',
  'linux-landlock-seccomp',
  'linux-bwrap',
  'macos-seatbelt',
  'windows-token',
  'core',
  'cli',
]
/** What a user of a package must find; what is for Linux must be runnable. */
const PROGRAMS = {
  'linux-bwrap': ['linux-x64/bwrap', 'linux-arm64/bwrap'],
  'linux-landlock-seccomp': ['linux-x64/sandbox-inner', 'linux-arm64/sandbox-inner'],
  'windows-token': ['win32-x64/sandbox-token.exe'],
}

const [directory = 'tarballs'] = process.argv.slice(2)
const destination = resolve(process.cwd(), directory)

try {
  const path = await setUpAgain()
  mkdirSync(destination, { recursive: true })
  for (const name of PUBLISHED) {
    const filter = ['--filter', `@sandbox/${name}`]
    const { code, output } = await runPnpm(path, [...filter, 'pack', '--pack-destination', destination])
    if (code !== 0) throw new SetUpError(`could not pack @sandbox/${name}`, output)
  }
  for (const [name, programs] of Object.entries(PROGRAMS)) await checkPrograms(name, programs)
} catch (error) {
  reportSetUpError(error)
  process.exitCode = 1
}

async function checkPrograms(name, programs) {
  const file = readdirSync(destination).find((each) => each.startsWith(`sandbox-${name}-`))
  const { code, output } = await runTool('tar', ['-tvzf', join(destination, file ?? '')], { cwd: ROOT })
  if (code !== 0) throw new SetUpError(`could not list @sandbox/${name}`, output)
  const lines = output.split('\n')
  const isRight = (line, program) =>
    line.endsWith(` package/vendor/${program}`) && (!/^linux-/.test(program) || line.startsWith('-rwxr-xr-x'))
  const wrong = programs.filter((program) => !lines.some((line) => isRight(line, program)))
  if (wrong.length > 0) throw new SetUpError(`programs missing from @sandbox/${name}`, wrong.join('\n'))
}
