/** The file that covers denied files where bubblewrap does the masking. */

import { closeSync, constants, openSync } from 'node:fs'
import { join } from 'node:path'

/** Mode 000, made once in the runtime directory. */
export function unreadableFile(directory: string): string {
  const path = join(directory, 'unreadable')
  try {
    closeSync(openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o000))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return path
}
