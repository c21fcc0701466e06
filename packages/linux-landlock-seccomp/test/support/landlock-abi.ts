/** Whether this kernel can do what tests of the backend need. */

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const INNER = fileURLToPath(new URL(`../../vendor/linux-${process.arch}/sandbox-inner`, import.meta.url))
const { stdout } = spawnSync(INNER, ['landlock', '1'], { encoding: 'utf8' })

/** From the version on that scopes signals and abstract sockets. */
export const canConfine = Number.parseInt(stdout ?? '', 10) >= 6
