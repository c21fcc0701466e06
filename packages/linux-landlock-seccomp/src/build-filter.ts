/** Makes the system call filter of a run. */

import type { EgressMode } from '@sandbox/policy'
import { ARCHITECTURES } from './architecture.js'
import { compile } from './compiler/compile.js'
import { filterOption } from './errors.js'
import type { FilterOptions } from './options.js'
import { refusalsOf } from './refusals.js'
import { applies } from './table/row.js'
import { TABLE } from './table/table.js'

const EGRESS_MODES: readonly EgressMode[] = ['none', 'proxy', 'full']

/**
 * The seccomp filter for a policy: the bytes of an array of `struct sock_filter`, as `bwrap --seccomp`, `prctl` and
 * `seccomp` take it. The same options always give the same bytes, on any machine.
 *
 * A process needs `no_new_privs` (or privileges) to install it; it then holds for all its children, for ever.
 *
 * @throws SandboxError `FILTER_OPTION` for an architecture or mode that does not exist
 * @example
 * const filter = buildFilter({ egress: 'none', arch: 'x64' })
 * console.log(filter.length / 8, 'instructions')
 */
export function buildFilter(options: FilterOptions): Uint8Array {
  // A mode that no row knows would allow every socket.
  requireOneOf('egress', options.egress, EGRESS_MODES)
  requireOneOf('arch', options.arch, Object.keys(ARCHITECTURES))
  const rows = TABLE.flatMap((theme) => theme.rows).filter((row) => applies(row, options))
  return compile(options.arch, refusalsOf(rows, options.arch))
}

function requireOneOf(option: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) throw filterOption(option, value, known)
}
