/** Real trees, real users, real runs with bubblewrap: what the integration tests stand on. */

import { join } from 'node:path'
import {
  Place,
  type SandboxResult,
  type TestRules,
  type TestUser,
} from '../../linux-landlock-seccomp/test/support/place.js'
import type { PolicyOptions } from '../../linux-landlock-seccomp/test/support/profile.js'

export { users } from '../../linux-landlock-seccomp/test/support/place.js'

/** What a run with bubblewrap gave back. */
export interface BwrapResult extends SandboxResult {
  /** The launcher that was chosen, as `--dry-run` tells it. */
  readonly launcher: {
    readonly origin: string
    readonly version: string
    readonly reasons: readonly string[]
    readonly masks: string
    readonly proc: string
  }
}

/** See {@link Place}. */
export class TestPlace extends Place<BwrapResult> {
  constructor(user: TestUser) {
    super(user, join(import.meta.dirname, 'driver.mjs'))
  }

  /**
   * `:workspace` opens `/tmp`, where every run of a user occupies the same names. Only runs that keep their records in
   * one place know of each other, so these use the user's own, as real ones do.
   */
  override driverCall(command: readonly string[], rules: TestRules, options: PolicyOptions = {}) {
    const call = super.driverCall(command, rules, options)
    const { XDG_RUNTIME_DIR, ...environment } = call.environment
    return rules === ':workspace' ? { ...call, environment } : call
  }
}
