/** Runs one command with the built package and prints the result as JSON: the way tests become another user. */

import { hostFiles, resolve } from '@sandbox/policy'
import { run } from '../dist/index.js'

const { profile, context, command, cwd, environment, stdio } = JSON.parse(process.argv[2])
const policy = resolve(profile, { ...context, platform: 'linux', files: hostFiles })
try {
  const result = await run(command, { policy, cwd, environment, stdio })
  console.log(
    JSON.stringify({ ...result, error: result.error && { ...result.error, message: result.error.message } }),
  )
} catch (error) {
  console.log(JSON.stringify({ refused: { code: error.code, message: error.message, hint: error.hint } }))
}
