/** The ordinary user of the tests is nobody's account: what its runs keep on this machine goes with them. */

import { rmSync } from 'node:fs'
import { ORDINARY } from '../../linux-landlock-seccomp/test/support/place.js'

export function teardown(): void {
  if (process.getuid?.() === 0) rmSync(`/tmp/.sandbox-${ORDINARY.uid}`, { recursive: true, force: true })
}
