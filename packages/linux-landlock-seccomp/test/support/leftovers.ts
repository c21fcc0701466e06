/** The ordinary users of the tests are nobody's accounts: what their runs keep on this machine goes with them. */

import { lstatSync, rmSync } from 'node:fs'
import { ORDINARY } from './place.js'

const NOBODY = 65534
/** Also made by an ordinary user who is root in a namespace of their own. */
const OF_ROOT = '/tmp/.sandbox-0'

export function teardown(): void {
  if (process.getuid?.() !== 0) return
  for (const uid of [ORDINARY.uid, NOBODY]) rmSync(`/tmp/.sandbox-${uid}`, { recursive: true, force: true })
  if (lstatSync(OF_ROOT, { throwIfNoEntry: false })?.uid !== 0)
    rmSync(OF_ROOT, { recursive: true, force: true })
}
