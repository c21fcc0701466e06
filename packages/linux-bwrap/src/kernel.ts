/** What the kernel says of itself. */

import { readFileSync } from 'node:fs'
import { release } from 'node:os'

/** Major and minor version. A kernel that hides them counts as the oldest. */
export function kernelVersion(text = release()): readonly [number, number] {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(text) ?? []
  return [Number(major ?? 0), Number(minor ?? 0)]
}

/** Who may look into whose processes, as Yama has it; 0 where it is not built in. */
export function ptraceScope(): number {
  try {
    return Number(readFileSync('/proc/sys/kernel/yama/ptrace_scope', 'utf8'))
  } catch {
    return 0
  }
}
