/** Writes into the files of a cgroup. */

import { closeSync, constants, openSync, writeSync } from 'node:fs'

/** The file must be there: the kernel lets none be made, and says so in words that explain nothing. */
export function writeSetting(path: string, value: string): void {
  const descriptor = openSync(path, constants.O_WRONLY)
  try {
    writeSync(descriptor, value)
  } finally {
    closeSync(descriptor)
  }
}
