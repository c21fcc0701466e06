/** The form of the table: which calls are refused, when, how and why. What no row names is allowed. */

import type { EgressMode } from '@sandbox/policy'
import type { CallName } from '../architecture.js'
import type { Expression } from '../expression/expression.js'
import type { FilterOptions } from '../options.js'

/** How the kernel answers a refused call. */
export type Refusal = 'EPERM' | 'ENOSYS'

/** Some calls that are refused for the same reason. */
export interface Row {
  readonly calls: readonly CallName[]
  /** Refused when this holds; without it, always. */
  readonly condition?: Expression
  readonly action: Refusal
  /** The modes the row is for; without it, all. */
  readonly egress?: readonly EgressMode[]
  /** The row is for policies that list sockets (true) or list none (false); without it, for both. */
  readonly unixSockets?: boolean
  /** The row is lifted by `allowNestedUserns`. */
  readonly liftedByNestedUserns?: true
  /** One sentence or phrase for people. */
  readonly why: string
}

/** Rows that belong together. */
export interface Theme {
  readonly title: string
  readonly rows: readonly Row[]
}

/** Is the row part of the filter? */
export function applies(row: Row, options: FilterOptions): boolean {
  if (row.egress !== undefined && !row.egress.includes(options.egress)) return false
  if (row.unixSockets !== undefined && row.unixSockets !== (options.unixSockets ?? false)) return false
  return !(row.liftedByNestedUserns === true && options.allowNestedUserns === true)
}
