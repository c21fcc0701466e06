/** Puts the entries of one capability into an access list, and takes them out again. Pure. */

import { ACE_FLAGS, type Ace, type Acl, type PlainAce } from '../codec/acl.js'
import { CONTROL, type Descriptor, decodeDescriptor, encodeDescriptor } from '../codec/descriptor.js'
import { BELOW_GRANT, CARVE_OUT_DENY, RIGHT, ROOT_GRANT } from '../rights.js'
import type { VolumeObject } from './volume.js'

/**
 * What an object is to a capability. `root`: the writable directory or file itself. `below`: something in it.
 * `closed`: something in it that stays read-only. `kept`: a directory on the way to that, which keeps its name.
 * `stranger`: the capability has no entry there.
 */
export type Role = 'root' | 'below' | 'closed' | 'kept' | 'stranger'

const { containerInherit, objectInherit, inheritOnly, inherited } = ACE_FLAGS
const TO_ALL_BELOW = containerInherit | objectInherit

/** The entries that an object of this kind needs, denies first. */
export function entriesFor(role: Role, sid: string, object: Pick<VolumeObject, 'kind'>): readonly PlainAce[] {
  const isDirectory = object.kind === 'directory'
  const down = isDirectory ? TO_ALL_BELOW : 0
  const allow = (mask: number, flags: number): PlainAce => ({ type: 'allow', flags, mask, sid })
  const deny = (mask: number, flags: number): PlainAce => ({ type: 'deny', flags, mask, sid })
  switch (role) {
    case 'root':
      return isDirectory
        ? [allow(ROOT_GRANT, 0), allow(BELOW_GRANT, TO_ALL_BELOW | inheritOnly)]
        : [allow(ROOT_GRANT, 0)]
    case 'below':
      return [allow(BELOW_GRANT, down | inherited)]
    case 'kept':
      return [deny(RIGHT.delete, 0), allow(BELOW_GRANT, down | inherited)]
    case 'closed':
      return [deny(CARVE_OUT_DENY, down)]
    case 'stranger':
      return []
  }
}

/**
 * The descriptor in which the capability has exactly the entries of its role, everybody else's untouched and in their
 * order. Undefined when there is no list to put them into: such an object allows everything to everyone.
 */
export function withRole(
  bytes: Uint8Array,
  role: Role,
  sid: string,
  kind: VolumeObject['kind'],
): Uint8Array | undefined {
  const descriptor = decodeDescriptor(bytes)
  const { dacl } = descriptor
  if (dacl === undefined || dacl === null) return role === 'stranger' ? bytes : undefined
  const wanted = wantedIn(descriptor, role, sid, kind)
  const others = dacl.entries.filter((ace) => !isOf(ace, sid))
  const entries = wanted.reduce<readonly Ace[]>((list, ace) => insert(list, ace), others)
  return encodeDescriptor(withList(descriptor, { ...dacl, entries }))
}

/** True when the capability's own entries are those of its role; what it inherits besides does not count. */
export function hasRole(bytes: Uint8Array, role: Role, sid: string, kind: VolumeObject['kind']): boolean {
  const descriptor = decodeDescriptor(bytes)
  const { dacl } = descriptor
  if (dacl === undefined || dacl === null) return role === 'stranger'
  const isOwn = (ace: Ace) => (ace.flags & inherited) === 0
  const present = dacl.entries.filter((ace): ace is PlainAce => isOf(ace, sid) && isOwn(ace))
  const wanted = wantedIn(descriptor, role, sid, kind).filter(isOwn)
  return (
    present.length === wanted.length &&
    wanted.every((ace, index) => {
      const other = present[index]
      return other?.type === ace.type && other.flags === ace.flags && other.mask === ace.mask
    })
  )
}

/** A protected list holds nothing inherited, so what it gets is its own. */
function wantedIn(
  { control }: Descriptor,
  role: Role,
  sid: string,
  kind: VolumeObject['kind'],
): readonly PlainAce[] {
  const isProtected = (control & CONTROL.daclProtected) !== 0
  return entriesFor(role, sid, { kind }).map((ace) =>
    isProtected ? { ...ace, flags: ace.flags & ~inherited } : ace,
  )
}

/** True when the list has an entry of the capability. */
export function mentions(bytes: Uint8Array, sid: string): boolean {
  return decodeDescriptor(bytes).dacl?.entries.some((ace) => isOf(ace, sid)) === true
}

/** True when both say the same about access, however they are laid out. */
export function sameAccess(one: Uint8Array, other: Uint8Array): boolean {
  const [a, b] = [one, other].map(decodeDescriptor)
  return JSON.stringify([a?.dacl, protection(a)]) === JSON.stringify([b?.dacl, protection(b)])
}

function protection(descriptor: Descriptor | undefined): number {
  return (descriptor?.control ?? 0) & CONTROL.daclProtected
}

function isOf(ace: Ace, sid: string): boolean {
  return ace.type !== 'foreign' && ace.sid === sid
}

/** In the canonical order: own denies, own allows, inherited denies, inherited allows of the nearest directory. */
function insert(list: readonly Ace[], ace: PlainAce): readonly Ace[] {
  const rank = ({ type, flags }: Ace) => ((flags & inherited) === 0 ? 0 : 2) + (type === 'deny' ? 0 : 1)
  const at = list.findIndex((other) => rank(other) > rank(ace))
  return at === -1 ? [...list, ace] : [...list.slice(0, at), ace, ...list.slice(at)]
}

function withList(descriptor: Descriptor, dacl: Acl): Descriptor {
  return { ...descriptor, dacl, control: withRequest(descriptor.control) }
}

/** The system keeps the mark of inherited lists only for those who ask for it. */
function withRequest(control: number): number {
  return (control & CONTROL.daclAutoInherited) === 0 ? control : control | CONTROL.daclAutoInheritRequested
}

/** A descriptor that was read, so that writing it brings everything back. Its layout stays. */
export function forWriting(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  const view = new DataView(copy.buffer)
  view.setUint16(CONTROL_AT, withRequest(view.getUint16(CONTROL_AT, true)), true)
  return copy
}

/** Where a self-relative descriptor has its control bits. */
const CONTROL_AT = 2
