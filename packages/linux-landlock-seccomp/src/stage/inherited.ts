/** Opens what a child inherits. */

import { closeSync, constants, openSync } from 'node:fs'
import { join } from 'node:path'
import type { InheritedFile } from '@sandbox/policy'
import { unnamedFile } from './unnamed-file.js'

/** Descriptors in order; all or none are left open. */
export function openInherited(files: readonly InheritedFile[]): readonly number[] {
  const descriptors: number[] = []
  try {
    for (const file of files) descriptors.push(open(file))
    return descriptors
  } catch (error) {
    for (const descriptor of descriptors) closeSync(descriptor)
    throw error
  }
}

/** A descriptor that several runs share is opened anew, so that each has its own position. */
function open(file: InheritedFile): number {
  if ('content' in file) return unnamedFile(file.content)
  if ('cgroup' in file) return openSync(join(file.cgroup, 'cgroup.procs'), constants.O_WRONLY)
  return openSync(`/proc/self/fd/${file.descriptor}`, 'r')
}
