/** `npm test`: sets up, runs every check and every test, and ends with the count as the last line. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkPackages, checkStyle } from './checks.mjs'
import { CACHE, manifest, memberPaths } from './repository.mjs'
import { reportSetUpError, setUpAgain } from './setup.mjs'
import { createTally, summary } from './tally.mjs'
import { usersEnvironment } from './users-environment.mjs'
import { runVitest } from './vitest-run.mjs'

const REPORTS = join(CACHE, 'test-reports')
const tally = createTally()

mkdirSync(REPORTS, { recursive: true })
const environment = usersEnvironment(process.env)
for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
Object.assign(process.env, environment)

const path = await setUpCheck()
if (path !== undefined) {
  await checkStyle(tally)
  await checkPackages(path, tally)
  for (const member of memberPaths()) {
    const { name, scripts } = manifest(member)
    if (scripts?.test?.startsWith('vitest')) await runVitest(member, name, tally)
    else tally.skipped(`${name} tests`, 'the package has no vitest script')
  }
  if (process.env.SANDBOX_CHECK_FRESH_CLONE === '1') {
    const { checkFreshClone } = await import('./fresh-clone.mjs')
    await checkFreshClone(tally)
  }
}

const lines = summary(tally.results)
writeFileSync(join(REPORTS, 'count.txt'), `${lines.at(-1)}\n`)
process.stdout.write(`${lines.join('\n')}\n`)
process.exitCode = tally.results.some(({ outcome }) => outcome === 'failed') ? 1 : 0

/** Counts as one check. Returns the PATH for the others, or undefined when they would make no sense. */
async function setUpCheck() {
  try {
    const found = await setUpAgain()
    tally.passed('set-up and build')
    return found
  } catch (error) {
    reportSetUpError(error)
    tally.failed('set-up and build')
    return undefined
  }
}
