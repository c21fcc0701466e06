/** One way in which a policy allows more than another. */

import type { GlobRule, PathRule } from '../resolved.js'

/** What is wider, because of which rule, and why. */
export interface Widening {
  /** A path, or the name of a setting such as `network.mode` or `environment.keep`. */
  readonly subject: string
  /** The rule of the wider policy, or the rule of the other one that it does not have. */
  readonly rule?: PathRule | GlobRule | undefined
  /** One sentence. */
  readonly reason: string
}
