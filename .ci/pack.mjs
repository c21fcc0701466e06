/** `node .ci/pack.mjs <directory>`: sets up, packs every published package, and checks what is inside. */

import { mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runPnpm } from './pnpm.mjs'
import { ROOT } from './repository.mjs'
import { runTool } from './run-tool.mjs'
import { reportSetUpError, SetUpError, setUpAgain } from './setup.mjs'

const PUBLISHED = ['policy', 'linux-bwrap', 'macos-seatbelt', 'core', 'cli']
/** What a user of the Linux package must find, runnable, for either CPU. */
const PROGRAMS = ['x64', 'arm64'].flatMap((cpu) =>
  ['bwrap', 'sandbox-inner'].map((program) => `package/vendor/linux-${cpu}/${program}`),
)

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
  await checkPrograms()
} catch (error) {
  reportSetUpError(error)
  process.exitCode = 1
}

async function checkPrograms() {
  const file = readdirSync(destination).find((name) => name.startsWith('sandbox-linux-bwrap-'))
  const { code, output } = await runTool('tar', ['-tvzf', join(destination, file ?? '')], { cwd: ROOT })
  if (code !== 0) throw new SetUpError('could not list the Linux package', output)
  const lines = output.split('\n')
  const wrong = PROGRAMS.filter(
    (program) => !lines.some((line) => line.startsWith('-rwxr-xr-x') && line.endsWith(` ${program}`)),
  )
  if (wrong.length > 0) throw new SetUpError('programs missing from the Linux package', wrong.join('\n'))
}
