/** Finds and opens `sandbox-inner`, which this package carries. */

import { innerStageMissing } from './errors.js'
import { OWN_VENDOR } from './own-vendor.js'
import type { ProbeCache } from './probe-cache.js'
import { openVerified } from './verify.js'

/** The program, open. */
export interface InnerProgram {
  readonly path: string
  /** Of the verified file; belongs to whoever asked. */
  readonly descriptor: number
}

/** @throws SandboxError `INNER_STAGE_MISSING`, `BUNDLED_DIGEST` */
export function openInnerProgram(cache: ProbeCache): InnerProgram {
  const file = OWN_VENDOR.find('sandbox-inner')
  if (file === undefined) throw innerStageMissing(process.arch)
  return { path: file.path, descriptor: openVerified(file, cache) }
}
