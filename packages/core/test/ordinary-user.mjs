/** Run by a test as another user: one command under the default policy, its result as JSON. */

import { createSandbox } from '@sandbox/core'

const [cwd, ...command] = process.argv.slice(2)
const sandbox = await createSandbox({ cwd })
const { exitCode, stdout, stderr, denials } = await sandbox.exec(command[0], command.slice(1), {
  reject: false,
})
await sandbox.close()
process.stdout.write(JSON.stringify({ exitCode, stdout, stderr, denials }))
