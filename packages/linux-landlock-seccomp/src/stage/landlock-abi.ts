/** Asks, through the inner stage, which Landlock the kernel has. */

import { spawnSync } from 'node:child_process'
import { INNER_STAGE } from './arrangement.js'
import type { InnerProgram } from './inner-program.js'
import { fileIdentity, hostIdentity, type ProbeCache } from './probe-cache.js'

/** The version of the interface; 0 where there is none, or where it cannot be asked. */
export function landlockAbi(inner: InnerProgram, cache: ProbeCache): number {
  return cache.get(`landlock ${hostIdentity()} ${fileIdentity(inner.path)}`, () => askLandlockAbi(inner))
}

/** The same, asked now: what refused once, such as a filter around us, may be gone. */
export function askLandlockAbi({ descriptor }: InnerProgram): number {
  const { stdout } = spawnSync(INNER_STAGE, ['landlock', '1'], {
    env: {},
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore', descriptor],
  })
  return Number.parseInt(stdout ?? '', 10) || 0
}
