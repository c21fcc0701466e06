/** Reads what of this host bears on the cure when namespaces are refused. */

import { readFileSync } from 'node:fs'

/** See the module. */
export interface Restrictions {
  /** `kernel.unprivileged_userns_clone`, of Debian kernels, is 0. */
  readonly forbiddenToUsers: boolean
  /** The AppArmor profile that this process, and what it starts, is confined by. */
  readonly appArmorProfile: string | undefined
}

/** What cannot be read restricts nothing. */
export function readRestrictions(): Restrictions {
  return {
    forbiddenToUsers: textOf('/proc/sys/kernel/unprivileged_userns_clone') === '0',
    appArmorProfile: confiningProfile(textOf('/proc/self/attr/current')),
  }
}

/** A label is `NAME (MODE)`; other security modules write theirs differently. A complaining profile refuses nothing. */
export function confiningProfile(label: string): string | undefined {
  return /^(.+) \((?:enforce|kill|prompt)\)$/.exec(label)?.[1]
}

function textOf(path: string): string {
  try {
    // The kernel ends the label with NUL or a line feed, depending on its version.
    return readFileSync(path, 'utf8').replace(/[\0\n]+$/, '')
  } catch {
    return ''
  }
}
