/** Files without a name: bytes for the child that never appear in any directory. */

import { constants, openSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** `O_TMPFILE` of Linux, with the `O_DIRECTORY` it includes. Not among Node's constants. */
const O_TMPFILE = 0o20200000

/** Open an unnamed file that holds `content`, positioned at its start, readable and writable. */
export function unnamedFile(content: Uint8Array): number {
  const descriptor = openUnnamed(['/dev/shm', tmpdir()])
  for (let at = 0; at < content.length; ) at += writeSync(descriptor, content, at, content.length - at, at)
  return descriptor
}

function openUnnamed(directories: readonly string[]): number {
  const [directory = '/tmp', ...others] = directories
  try {
    return openSync(directory, O_TMPFILE | constants.O_RDWR, 0o600)
  } catch (error) {
    if (others.length === 0) throw error
    return openUnnamed(others)
  }
}
