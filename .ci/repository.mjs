/** Names the places of this checkout that the root commands use. */

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout's top directory. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** What the root commands write, besides what pnpm and turbo write. Ignored by git. */
export const CACHE = join(ROOT, '.cache')

/** The command-line program, as it is published. */
export const CLI = join(ROOT, 'packages', 'cli', 'bin', 'sandbox.js')

/** Every workspace member, as a path relative to the top. */
export function memberPaths() {
  const packages = readdirSync(join(ROOT, 'packages'), { withFileTypes: true })
  return [
    'native',
    ...packages.filter((entry) => entry.isDirectory()).map((entry) => `packages/${entry.name}`),
  ]
}

/** One `package.json`, parsed. `member` is relative to the top; '' is the root's own. */
export function manifest(member) {
  return JSON.parse(readFileSync(join(ROOT, member, 'package.json'), 'utf8'))
}
