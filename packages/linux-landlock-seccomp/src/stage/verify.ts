/** Opens a program of ours once, checks that very file, and hands out the descriptor to run it by. */

import { createHash } from 'node:crypto'
import { type BigIntStats, closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { digestMismatch, programUnusable } from './errors.js'
import { identityOf, type ProbeCache } from './probe-cache.js'
import { isInCheckout, type VendorFile } from './vendor.js'

/** A change within one tick of a file system's clock leaves no trace in its times; the coarsest tick is two seconds. */
const SETTLED_AFTER_MS = 2_000n

/**
 * A descriptor of the verified file, positioned at its start. The digest is computed once per state of the file: every
 * change moves its change time, which nobody can set.
 *
 * @throws SandboxError `BUNDLED_DIGEST` when its contents are not what the manifest says; nothing is run then.
 */
export function openVerified(file: VendorFile, cache: ProbeCache): number {
  const descriptor = openSync(file.path, 'r')
  try {
    const stats = fstatSync(descriptor, { bigint: true })
    if (!stats.isFile()) throw programUnusable(file.path, 'is not a regular file')
    if ((stats.mode & 0o111n) === 0n) throw programUnusable(file.path, 'is not executable')
    const expected = file.sha256 ?? ''
    // INVARIANT: only a checkout, where the build has just made it, may run a program without a digest.
    if (/^0*$/.test(expected) && isInCheckout(file.path)) return descriptor
    cache.get(`sha256 ${expected} ${identityOf(stats)}`, () => {
      const found = digest(descriptor, Number(stats.size))
      if (found !== expected) throw digestMismatch(file.path, expected, found)
      return isSettled(stats) ? true : undefined
    })
    return descriptor
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

function isSettled({ ctimeMs }: BigIntStats): boolean {
  return BigInt(Date.now()) - ctimeMs > SETTLED_AFTER_MS
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
