/** Asks, through the inner stage, which Landlock the kernel has. */

import { spawnSync } from 'node:child_process'
import { fileIdentity, hostIdentity, type ProbeCache } from './probe-cache.js'

/** The version of the interface; 0 where there is none, or where it cannot be asked. */
export function landlockAbi(
  inner: { readonly path: string; readonly descriptor: number },
  cache: ProbeCache,
): number {
  return cache.get(`landlock ${hostIdentity()} ${fileIdentity(inner.path)}`, () => {
    const program = '/proc/self/fd/3'
    const { stdout } = spawnSync(program, ['landlock', '1'], {
      env: {},
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore', inner.descriptor],
    })
    return Number.parseInt(stdout ?? '', 10) || 0
  })
}
