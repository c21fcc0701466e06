/** Real trees, real users, real runs with bubblewrap: what the integration tests stand on. */

import { join } from 'node:path'
import { Place, type SandboxResult, type TestUser } from '../../linux-landlock-seccomp/test/support/place.js'

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
}
