/** Names a process so that its death can be noticed even after its number was given to another one. */

import { readFileSync, readlinkSync } from 'node:fs'

/** A process, its start, and the PID namespace and boot in which the number means something. */
export interface ProcessIdentity {
  readonly pid: number
  /** Clock ticks between boot and the start of the process: field 22 of `/proc/PID/stat`. */
  readonly start: string
  readonly pidNamespace: string
  readonly boot: string
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    start: startOf(process.pid) ?? '0',
    pidNamespace: readlinkSync('/proc/self/ns/pid'),
    boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
  }
}

/** False only when it is certain that the process is gone; another namespace's processes cannot be seen from here. */
export function mayBeAlive(other: ProcessIdentity, own: ProcessIdentity): boolean {
  if (other.boot !== own.boot) return false
  if (other.pidNamespace !== own.pidNamespace) return true
  return startOf(other.pid) === other.start
}

function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The program's name stands in parentheses and may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A process that ended but was not waited for yet does nothing any more.
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
  } catch {
    return undefined
  }
}
