/** Opens a program of ours once, checks that very file, and hands out the descriptor to run it by. */

import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { digestMismatch, programUnusable } from '../errors.js'
import { isCheckout, type VendorFile } from '../vendor.js'

/**
 * A descriptor of the verified file, positioned at its start.
 *
 * @throws SandboxError `BUNDLED_DIGEST` when its contents are not what the manifest says; nothing is run then.
 */
export function openVerified(file: VendorFile): number {
  const descriptor = openSync(file.path, 'r')
  try {
    const stats = fstatSync(descriptor)
    if (!stats.isFile()) throw programUnusable(file.path, 'is not a regular file')
    if ((stats.mode & 0o111) === 0) throw programUnusable(file.path, 'is not executable')
    const expected = file.sha256 ?? ''
    // INVARIANT: only a checkout, where the build has just made it, may run a program without a digest.
    if (/^0*$/.test(expected) && isCheckout()) return descriptor
    const found = digest(descriptor, stats.size)
    if (found !== expected) throw digestMismatch(file.path, expected, found)
    return descriptor
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

/** Positional reads: the descriptor's own position stays at the start. */
function digest(descriptor: number, size: number): string {
  const bytes = Buffer.allocUnsafe(size)
  for (let at = 0; at < size; ) {
    const length = readSync(descriptor, bytes, at, size - at, at)
    if (length === 0) break
    at += length
  }
  return createHash('sha256').update(bytes).digest('hex')
}
