/** The descriptor of a new file or directory: what the directory hands down, or the token's own list. */

import {
  ACE_FLAGS,
  type Ace,
  CONTROL,
  type Descriptor,
  encodeDescriptor,
  type PlainAce,
} from '@sandbox/windows-token'
import { type DiskObject, descriptorOf } from './disk.js'
import { SYSTEM, type Token, USER_TOKEN } from './token.js'

const CREATOR_OWNER = 'S-1-3-0'
const ALL_OF_FILES = 0x001f_01ff
const { containerInherit, inheritOnly, inherited, noPropagate, objectInherit } = ACE_FLAGS

/** See the module. The list of a restricted token is the one that `sandbox-token` sets. */
export function descriptorForNew(parent: Descriptor, kind: 'file' | 'directory', token: Token): Descriptor {
  const handedDown = (parent.dacl?.entries ?? []).flatMap((ace) => inheritedFrom(ace, kind, token))
  const entries = handedDown.length > 0 ? handedDown : defaultEntries(token)
  return { control: 0x0400, owner: token.user, group: token.user, dacl: { revision: 2, entries } }
}

/** What one entry of a directory is to something new in it: up to two entries. */
export function inheritedFrom(ace: Ace, kind: 'file' | 'directory', token: Token): readonly PlainAce[] {
  if (ace.type === 'foreign') return []
  const isForIt = (ace.flags & (kind === 'file' ? objectInherit : containerInherit)) !== 0
  const goesOn = kind === 'directory' && (ace.flags & noPropagate) === 0
  // An entry for files only passes through directories without counting there.
  const passesThrough = goesOn && !isForIt && (ace.flags & objectInherit) !== 0
  const down = goesOn ? ace.flags & (objectInherit | containerInherit) : 0
  if (passesThrough) return [{ ...ace, flags: down | inheritOnly | inherited }]
  if (!isForIt) return []
  if (ace.sid !== CREATOR_OWNER) return [{ ...ace, flags: down | inherited }]
  const own: PlainAce = { ...ace, sid: token.user, flags: inherited }
  return down === 0 ? [own] : [own, { ...ace, flags: down | inheritOnly | inherited }]
}

/**
 * What Explorer and `icacls` do when a list is changed: everything below that is not protected inherits anew, the nearest
 * directory first.
 */
export function propagate(directory: DiskObject): void {
  for (const { object } of directory.entries.values()) {
    const descriptor = descriptorOf(object)
    if (descriptor.dacl !== null && (descriptor.control & CONTROL.daclProtected) === 0) {
      const own = (descriptor.dacl?.entries ?? []).filter((ace) => (ace.flags & inherited) === 0)
      const kind = object.kind === 'file' ? 'file' : 'directory'
      const parts = (descriptorOf(directory).dacl?.entries ?? []).flatMap((ace) =>
        inheritedFrom(ace, kind, USER_TOKEN),
      )
      object.descriptor = encodeDescriptor({
        ...descriptor,
        dacl: { revision: 2, entries: [...own, ...parts] },
      })
    }
    if (object.kind === 'directory') propagate(object)
  }
}

function defaultEntries(token: Token): readonly Ace[] {
  const run = token.restricted === undefined ? [] : [token.restricted.run]
  return [token.user, ...run, SYSTEM].map(
    (sid): Ace => ({ type: 'allow', flags: 0, mask: ALL_OF_FILES, sid }),
  )
}
