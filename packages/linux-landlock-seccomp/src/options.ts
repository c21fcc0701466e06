/** What a filter is asked for. */

import type { EgressMode } from '@sandbox/policy'
import type { Arch } from './architecture.js'

/** What decides which rows of the table a filter gets. */
export interface FilterOptions {
  /** What the command may reach, as in the policy. */
  readonly egress: EgressMode
  /** The architecture the command runs on, as in `process.arch`. */
  readonly arch: Arch
  /**
   * With egress `none` and `proxy`: may the command use sockets of the file system? Somebody must watch then where it
   * connects to: see `native/inner/src/connections.c`. Default false.
   */
  readonly unixSockets?: boolean | undefined
  /** May the command make namespaces, but for those of mounts (`linux.allow_nested_userns`)? Default false. */
  readonly allowNestedUserns?: boolean | undefined
}
