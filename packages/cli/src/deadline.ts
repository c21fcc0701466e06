/** Ends a command that runs for too long: SIGTERM first, SIGKILL after a grace period. */

import type { OpenRun } from '@sandbox/policy'

const GRACE = 5000
/** The longest time a timer can be set to. */
const LONGEST = 2 ** 31 - 1

/** One running clock. */
export interface Deadline {
  /** True when the time was over before the command ended. */
  passed(): boolean
  stop(): void
}

/** @param limit in milliseconds; undefined never ends anything */
export function startDeadline(opened: OpenRun, limit: number | undefined): Deadline {
  let isPassed = false
  let timer: NodeJS.Timeout | undefined
  const end = () => {
    isPassed = true
    opened.signal('SIGTERM')
    timer = setTimeout(() => opened.signal('SIGKILL'), GRACE)
  }
  const wait = (left: number) => {
    const step = Math.min(left, LONGEST)
    timer = setTimeout(() => (left > step ? wait(left - step) : end()), step)
  }
  if (limit !== undefined) wait(limit)
  return { passed: () => isPassed, stop: () => clearTimeout(timer) }
}
