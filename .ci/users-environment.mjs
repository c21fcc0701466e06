/** Takes back what `npm run` put into the environment, so that a command sees the user's own. */

import { delimiter, dirname, join } from 'node:path'
import { ROOT } from './repository.mjs'

/** Variables besides `npm_*` that npm sets for every script. */
const SET_BY_NPM = ['INIT_CWD', 'NODE', 'COLOR']

/** The environment without npm's additions; unchanged when npm did not start us. */
export function usersEnvironment(environment) {
  if (environment.npm_lifecycle_event === undefined) return { ...environment }
  const kept = Object.entries(environment).filter(
    ([name]) => !/^npm_/i.test(name) && !SET_BY_NPM.includes(name.toUpperCase()),
  )
  return Object.fromEntries(
    kept.map(([name, value]) => [name, name.toUpperCase() === 'PATH' ? usersPath(value) : value]),
  )
}

/** npm puts `node_modules/.bin` of every directory up to `/`, and its node-gyp, in front. */
function usersPath(path) {
  const added = new Set()
  for (let directory = ROOT; ; directory = dirname(directory)) {
    added.add(join(directory, 'node_modules', '.bin'))
    if (directory === dirname(directory)) break
  }
  const entries = path.split(delimiter)
  const first = entries.findIndex((entry) => !added.has(entry) && !entry.endsWith('node-gyp-bin'))
  return entries.slice(first === -1 ? entries.length : first).join(delimiter)
}
