/** Compares limits and Linux options. */

import type { Limits, LinuxOptions } from '../profile.js'
import type { Widening } from './widening.js'

/** Every limit there is; the type makes a forgotten one an error. */
export const LIMIT_NAMES = Object.keys({
  timeout: true,
  memory: true,
  processes: true,
  files: true,
  cpu: true,
  output: true,
} satisfies Record<keyof Limits, true>) as readonly (keyof Limits)[]

/** Limits of `b` that `a` exceeds or does not have. */
export function limitWidenings(a: Limits, b: Limits): readonly Widening[] {
  return LIMIT_NAMES.flatMap((name) => {
    const most = b[name]
    const asked = a[name]
    if (most === undefined || (asked !== undefined && asked <= most)) return []
    const reason =
      asked === undefined ? `It has no limit; ${most} is the most.` : `${asked} is more than ${most}.`
    return [{ subject: `limits.${name}`, reason }]
  })
}

const OWN_LAUNCHERS: readonly string[] = ['auto', 'system', 'bundled']

/** Linux options of `a` that weaken the enforcement, or run a program, that `b` does not name. */
export function linuxWidenings(a: LinuxOptions, b: LinuxOptions): readonly Widening[] {
  const found: Widening[] = []
  if (a.allowNestedUserns && !b.allowNestedUserns) {
    found.push({ subject: 'linux.allow_nested_userns', reason: 'Nested user namespaces are open here only.' })
  }
  // THREAT: a launcher named by path runs outside every sandbox.
  if (a.launcher !== b.launcher && !OWN_LAUNCHERS.includes(a.launcher)) {
    found.push({ subject: 'linux.launcher', reason: `The limit does not name the launcher ${a.launcher}.` })
  }
  if (a.backend !== undefined && a.backend !== b.backend) {
    found.push({ subject: 'linux.backend', reason: `The limit does not name the backend ${a.backend}.` })
  }
  return found
}
