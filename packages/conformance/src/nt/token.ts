/** What a thread of a simulated Windows acts as. */

/** One group of a token. */
export interface TokenGroup {
  readonly sid: string
  /** Counts for entries that deny, never for entries that allow. */
  readonly denyOnly?: boolean | undefined
}

/** See the module. */
export interface Token {
  readonly user: string
  readonly groups: readonly TokenGroup[]
  /** Set for a write-restricted token. */
  readonly restricted?: Restriction | undefined
}

/** The second look of every access check. */
export interface Restriction {
  readonly sids: readonly string[]
  /** One of them: the run's own, to which the token's list opens what is made without another. */
  readonly run: string
  /** The rights that are looked at twice: the open question of this backend, so every reading is tried. */
  readonly coveredRights: number
}

/** The user at the keyboard, and what every process of theirs has. */
export const USER = 'S-1-5-21-7-7-7-1001'
/** The logon session. */
export const LOGON = 'S-1-5-5-0-77'
/** A run that nobody compares with another. */
export const RUN = 'S-1-5-21-5-5-5-5'
export const EVERYONE = 'S-1-1-0'
export const USERS = 'S-1-5-32-545'
export const ADMINISTRATORS = 'S-1-5-32-544'
export const SYSTEM = 'S-1-5-18'

/** What the user's own programs run as. */
export const USER_TOKEN: Token = {
  user: USER,
  groups: [EVERYONE, USERS, LOGON].map((sid) => ({ sid })),
}

/** What `CreateRestrictedToken` makes of an administrator's token with these restricting SIDs and the run's own. */
export function writeRestricted(sids: readonly string[], coveredRights: number, run: string = RUN): Token {
  return {
    user: USER,
    groups: [...USER_TOKEN.groups, { sid: ADMINISTRATORS, denyOnly: true }],
    restricted: { sids: [...sids, run], run, coveredRights },
  }
}
