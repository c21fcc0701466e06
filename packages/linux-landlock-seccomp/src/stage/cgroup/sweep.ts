/** Removes the cgroups of runs whose owner died before it could. */

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { mayBeAlive, ownIdentity } from '../process-identity.js'
import { killCgroup, removeCgroup } from './end.js'
import { cgroupOwner } from './name.js'

/** Whatever cannot be removed now is left to the next start. */
export function sweepCgroups(parent: string): void {
  const own = ownIdentity()
  for (const name of readdirSync(parent)) {
    const owner = cgroupOwner(name, own)
    if (owner === undefined || mayBeAlive(owner, own)) continue
    const directory = join(parent, name)
    if (!removeCgroup(directory)) killCgroup(directory)
  }
}
