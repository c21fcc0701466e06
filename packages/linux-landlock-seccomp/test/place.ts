/** Real trees, real users, real runs without namespaces: what the tests of the backend stand on. */

import { join } from 'node:path'
import type { PolicyWarning } from '@sandbox/policy'
import { Place, type SandboxResult, type TestUser } from './support/place.js'

export { users } from './support/place.js'

/** What a run gave back. */
export interface LandlockResult extends SandboxResult {
  readonly warnings: readonly PolicyWarning[]
  /** The directory for temporary files that a run like this has. */
  readonly temporary?: string
}

/** See {@link Place}. */
export class TestPlace extends Place<LandlockResult> {
  constructor(user: TestUser) {
    super(user, join(import.meta.dirname, 'driver.mjs'))
  }
}
