/** Finds the pinned pnpm: the one on PATH when its version is right, else the one npx fetches. */

import { manifest, ROOT } from './repository.mjs'
import { isOnPath } from './requirements.mjs'
import { runTool } from './run-tool.mjs'

/** A function that runs pnpm with the given arguments in the top directory. */
export async function findPnpm() {
  const pinned = manifest('').packageManager
  const shell = process.platform === 'win32'
  if (isOnPath('pnpm')) {
    const { code, output } = await runTool('pnpm', ['--version'], { cwd: ROOT, shell })
    if (code === 0 && `pnpm@${output.trim()}` === pinned)
      return (args) => runTool('pnpm', args, { cwd: ROOT, shell })
  }
  // npx works for every user; a global install needs a writable prefix, and corepack a signed registry.
  return (args) => runTool('npx', ['-y', pinned, ...args], { cwd: ROOT, shell })
}
