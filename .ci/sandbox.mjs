/** `npm run sandbox -- <command…>`: sets the checkout up when it must, then is the sandbox command. */

import { pathToFileURL } from 'node:url'
import { CLI } from './repository.mjs'
import { isCurrent } from './stamp.mjs'
import { usersEnvironment } from './users-environment.mjs'

/** The code of the sandbox command for "could not be set up". */
const NOT_SET_UP = 125

if (await isReady()) {
  process.chdir(process.env.INIT_CWD ?? process.cwd())
  const environment = usersEnvironment(process.env)
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
  Object.assign(process.env, environment)
  process.argv[1] = CLI
  // In this process: a second Node would cost as much as everything else together.
  await import(pathToFileURL(CLI).href)
} else {
  process.exitCode = NOT_SET_UP
}

async function isReady() {
  if (isCurrent()) return true
  const { reportSetUpError, setUp } = await import('./setup.mjs')
  try {
    await setUp()
    return true
  } catch (error) {
    reportSetUpError(error)
    return false
  }
}
