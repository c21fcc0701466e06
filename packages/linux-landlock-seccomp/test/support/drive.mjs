/** Runs one command with a built package and prints the result as JSON: the way tests become another user. */

import { hostFiles, resolve } from '@sandbox/policy'

const plain = (error) => error && { code: error.code, message: error.message, hint: error.hint }

/**
 * @param backend the `plan` and `run` of a package
 * @param describe what of a plan is told as well
 */
export async function drive({ plan, run }, describe) {
  const { profile, context, command, cwd, environment, stdio, strict } = JSON.parse(process.argv[2])
  const policy = resolve(profile, { ...context, platform: 'linux', files: hostFiles })
  const options = { policy, cwd, environment, stdio, strict }
  try {
    const told = describe(await plan(command, options))
    const result = await run(command, options)
    console.log(JSON.stringify({ ...result, ...told, error: plain(result.error) }))
  } catch (error) {
    console.log(JSON.stringify({ refused: plain(error) }))
  }
}
