/** Looks at this host's cgroups. */

import { accessSync, constants, readFileSync } from 'node:fs'
import type { Limits } from '@sandbox/policy'
import { type DelegatedCgroup, findDelegated } from './find.js'
import { sweepCgroups } from './sweep.js'

/** The delegated cgroup of this process; undefined where there is none. Nothing is changed. */
export function delegatedCgroup(): DelegatedCgroup | undefined {
  const membership = read('/proc/self/cgroup')
  const mounts = read('/proc/self/mountinfo')
  return membership === undefined || mounts === undefined
    ? undefined
    : findDelegated({ membership, mounts, read, canWrite })
}

/** The same for a policy that needs one, with what earlier runs left there removed. Without such a limit nothing is looked at. */
export function cgroupFor({ memory, processes }: Limits): DelegatedCgroup | undefined {
  if (memory === undefined && processes === undefined) return undefined
  const found = delegatedCgroup()
  if (found !== undefined) sweepCgroups(found.directory)
  return found
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trimEnd()
  } catch {
    return undefined
  }
}

function canWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}
