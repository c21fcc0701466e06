/** Finds the pinned pnpm: the one on PATH when its version is right, else the one npx fetches. */

import { delimiter } from 'node:path'
import { manifest, ROOT } from './repository.mjs'
import { canRunIn, isOnPath } from './requirements.mjs'
import { runTool } from './run-tool.mjs'

const PATH = process.env.PATH ?? ''
const shell = process.platform === 'win32'

/** A value of PATH on which the pinned pnpm comes first. Undefined, with the output, when it cannot be had. */
export async function pathWithPnpm() {
  const pinned = manifest('').packageManager
  if (isOnPath('pnpm')) {
    const { code, output } = await runTool('pnpm', ['--version'], { cwd: ROOT, shell })
    if (code === 0 && `pnpm@${output.trim()}` === pinned) return { path: PATH }
  }
  // npx works for every user; a global install needs a writable prefix, and corepack a signed registry.
  const args = ['-y', '-p', pinned, '--', 'node', '-p', 'process.env.PATH']
  const { code, output } = await runTool('npx', args, { cwd: ROOT, shell })
  const directories = output.trim().split(delimiter)
  const fetched = directories.find((directory) => !PATH.includes(directory) && canRunIn(directory, 'pnpm'))
  return code === 0 && fetched !== undefined ? { path: `${fetched}${delimiter}${PATH}` } : { output }
}

/** Run pnpm in the top directory, with the PATH found above. */
export function runPnpm(path, args) {
  return runTool('pnpm', args, { cwd: ROOT, shell, environment: { PATH: path } })
}
