/** Finds a Node that knows NODE_USE_ENV_PROXY: the running one, or one from the npm registry, fetched once. */

import { execFile } from 'node:child_process'
import { access, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** `http` learnt it in 24.5, after `fetch`. */
const VERSION = '24.21.0'
const CACHE = fileURLToPath(new URL('../../../../.cache/node', import.meta.url))

/** Undefined when the registry cannot be reached. */
export async function newerNode(): Promise<string | undefined> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 24 || (major === 24 && minor >= 5)) return process.execPath
  const name = `node-linux-${process.arch}`
  const place = join(CACHE, VERSION)
  const node = join(place, 'node_modules', name, 'bin', 'node')
  const isThere = await access(node).then(
    () => true,
    () => false,
  )
  if (isThere) return node
  const words = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${VERSION}`]
  return await mkdir(place, { recursive: true })
    .then(() => promisify(execFile)('npm', ['install', '--prefix', place, ...words]))
    .then(
      () => node,
      () => undefined,
    )
}
