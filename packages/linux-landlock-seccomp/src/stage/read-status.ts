/** Reads how far a run came, from the file that its plan went in with. */

import { fstatSync, readSync } from 'node:fs'
import type { InheritedFile } from '@sandbox/policy'
import { SPEC_PURPOSE } from './arrangement.js'
import { setupFailed } from './errors.js'
import { type InnerRecords, parseRecords } from './status.js'

/** To be asked as often as one likes while the descriptors are open. */
export function recordReader(
  inherited: readonly InheritedFile[],
  descriptors: readonly number[],
): () => InnerRecords {
  const at = inherited.findIndex((file) => file.purpose === SPEC_PURPOSE)
  const spec = descriptors[at]
  const file = inherited[at]
  if (spec === undefined || file === undefined || !('content' in file))
    throw setupFailed('the plan has no spec')
  return () => parseRecords(readFrom(spec, file.content.length))
}

function readFrom(descriptor: number, start: number): string {
  const bytes = Buffer.alloc(Math.max(0, fstatSync(descriptor).size - start))
  const length = readSync(descriptor, bytes, 0, bytes.length, start)
  return bytes.toString('utf8', 0, length)
}
