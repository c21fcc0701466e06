/** Stops where nothing else would find a clear word for what is missing. */

import { existsSync } from 'node:fs'
import { procMissing } from './errors.js'

/** @throws SandboxError `PROC_MISSING` */
export function requireProc(): void {
  if (!existsSync('/proc/self/fd')) throw procMissing()
}
