/**
 * Says what the write-restricted token of a host does not guarantee. Documents do not agree on the rights that the kernel
 * asks the restricting SIDs about, so the answer depends on what it covers, and without one the worst is assumed. Pure.
 */

import { CHANGING_BITS, RIGHT, WRITE_BITS } from './rights.js'

/** How the documents can be read: the rights that the second look of an access check covers. */
export const READINGS = {
  /** The rights of `GENERIC_WRITE`, and no others. */
  'generic-write': WRITE_BITS,
  /** Those, and the standard rights that change something. */
  'generic-write-and-standard': WRITE_BITS | RIGHT.delete | RIGHT.writeDac | RIGHT.writeOwner,
  /** Everything that reading and executing do not need. */
  'all-but-read': CHANGING_BITS,
} as const

/** The name of one of {@link READINGS}. */
export type Reading = keyof typeof READINGS

/** What is assumed when the kernel was not asked. */
export const ASSUMED_RIGHTS: number = READINGS['generic-write']

/** Something that a policy promises and this backend does not keep. */
export interface Gap {
  /** Stable, for programs and tests. */
  readonly name: 'permissions' | 'removal' | 'removal-by-directory' | 'moved' | 'open-to-all' | 'desktop'
  readonly text: string
}

/** Gaps that the kernel leaves: nothing of ours could close them. */
export function kernelGaps(coveredRights: number): readonly Gap[] {
  const lacks = (rights: number) => (coveredRights & rights) !== rights
  const gaps: Gap[] = []
  if (lacks(RIGHT.writeDac | RIGHT.writeOwner)) {
    const text = 'a command can change permissions of files that you own, and then write them'
    gaps.push({ name: 'permissions', text })
  }
  if (lacks(RIGHT.delete)) {
    const text = 'a command can remove files that you can remove, and rename them into a writable directory'
    gaps.push({ name: 'removal', text })
  }
  if (lacks(RIGHT.deleteChild)) {
    const text =
      'a command can remove or rename what lies in directories that you fully control, protected names included'
    gaps.push({ name: 'removal-by-directory', text })
  }
  return gaps
}

/** Gaps in what is said about files, on every host. */
export const FILE_GAPS: readonly Gap[] = [
  {
    name: 'moved',
    text: 'what others move within a drive keeps the access list of the place that it came from',
  },
  { name: 'open-to-all', text: 'objects without an access list can be written by every command' },
]

/**
 * Windows opens the desktop that you see to the logon session, which must be among the restricting SIDs or no program
 * would start.
 */
export const DESKTOP_GAP: Gap = {
  name: 'desktop',
  text: 'a command starts on a desktop of its own and can open yours, send keys to your windows and read them',
}

/** Gaps on every host. */
export const STANDING_GAPS: readonly Gap[] = [...FILE_GAPS, DESKTOP_GAP]

/** True when the kernel holds the token back from writing at all. */
export function hasWriteFence(coveredRights: number): boolean {
  return (coveredRights & WRITE_BITS) === WRITE_BITS
}
