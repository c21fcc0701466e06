/** Makes the filter that a command without namespaces gets besides the usual one. */

import type { Arch } from './architecture.js'
import { compile } from './compiler/compile.js'
import { refusalsOf } from './refusals.js'
import { ALONE } from './table/alone.js'

/**
 * Refuses what a PID and an IPC namespace would keep inside. Small, and apart from the usual filter, which is made ahead
 * for every mode.
 */
export function buildAloneFilter(arch: Arch): Uint8Array {
  return compile(arch, refusalsOf(ALONE.rows, arch))
}
