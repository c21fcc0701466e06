/** Whom cases are run as. */

import { rmSync } from 'node:fs'

/** Somebody; only a number, no account is needed. */
export interface User {
  readonly name: string
  readonly uid: number
}

const own = process.getuid?.() ?? 0
/** Nobody's account, and of this process alone: what is removed of its runs is not needed by others at the same time. */
const ORDINARY = 1_000_000_000 + process.pid

/** Root plays both parts; an ordinary user only its own. */
export const USERS: readonly User[] =
  own === 0
    ? [
        { name: 'root', uid: 0 },
        { name: 'an ordinary user', uid: ORDINARY },
      ]
    : [{ name: 'an ordinary user', uid: own }]

/** Removes what the runs of a user that is nobody's account keep on this machine. */
export function forget({ uid }: User): void {
  if (own === 0 && uid === ORDINARY) rmSync(`/tmp/.sandbox-${uid}`, { recursive: true, force: true })
}
