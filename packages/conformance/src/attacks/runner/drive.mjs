/** Runs one command in a sandbox and prints how it ended, as JSON: the way the attacks become another user. */

import { createSandbox } from '@sandbox/core'

const { command, ...options } = JSON.parse(process.argv[2])
const [file, ...args] = command
try {
  const sandbox = await createSandbox(options)
  const { exitCode, stdout, stderr } = await sandbox.exec(file, args, { reject: false, stdin: 'ignore' })
  await sandbox.close()
  console.log(JSON.stringify({ exitCode, stdout, stderr }))
} catch (error) {
  console.log(JSON.stringify({ refused: `${error.code}: ${error.message} ${error.hint ?? ''}` }))
}
