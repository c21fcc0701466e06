/** Tells terminals from everything else. */

import { fstatSync } from 'node:fs'
import { isatty } from 'node:tty'

/** Linux: the memory devices, `/dev/null` among them. */
const MEMORY_DEVICES = 1

/** Only what may be one is asked, because Node's part that asks takes longer to load than all of us. */
export function isTerminal(descriptor: number): boolean {
  try {
    const stats = fstatSync(descriptor)
    if (process.platform === 'win32') return isatty(descriptor)
    return stats.isCharacterDevice() && stats.rdev >> 8 !== MEMORY_DEVICES && isatty(descriptor)
  } catch {
    return false
  }
}
