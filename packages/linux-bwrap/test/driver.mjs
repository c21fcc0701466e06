/** Runs one command with the built package and prints the result as JSON: the way tests become another user. */

import { hostFiles, resolve } from '@sandbox/policy'
import { plan, run } from '../dist/index.js'

const { profile, context, command, cwd, environment, stdio } = JSON.parse(process.argv[2])
const policy = resolve(profile, { ...context, platform: 'linux', files: hostFiles })
const plain = (error) => error && { code: error.code, message: error.message, hint: error.hint }
try {
  const { launcher } = (await plan(command, { policy, cwd, environment })).details
  const result = await run(command, { policy, cwd, environment, stdio })
  console.log(JSON.stringify({ ...result, launcher, error: plain(result.error) }))
} catch (error) {
  console.log(JSON.stringify({ refused: plain(error) }))
}
