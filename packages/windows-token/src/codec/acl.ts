/** Access control lists and their entries, as values and as bytes. Entries of other kinds are kept as they are. Pure. */

import { badDescriptor } from '../errors.js'
import { decodeSid, encodeSid } from './sid.js'

/** What an entry does for one SID. */
export interface PlainAce {
  readonly type: 'allow' | 'deny'
  /** {@link ACE_FLAGS}, together. */
  readonly flags: number
  /** Rights; see `rights.ts`. */
  readonly mask: number
  readonly sid: string
}

/** An entry that is carried along and never judged: conditions, object types, and what comes after this version. */
export interface ForeignAce {
  readonly type: 'foreign'
  readonly flags: number
  /** The whole entry, header included. */
  readonly bytes: Uint8Array
}

/** One entry of a list. */
export type Ace = PlainAce | ForeignAce

/** A list of entries; the order decides. */
export interface Acl {
  /** 2, or 4 when an entry of a directory service is inside. */
  readonly revision: number
  readonly entries: readonly Ace[]
}

/** Who inherits an entry, and whether it was inherited itself. */
export const ACE_FLAGS = {
  objectInherit: 0x01,
  containerInherit: 0x02,
  noPropagate: 0x04,
  inheritOnly: 0x08,
  inherited: 0x10,
} as const

const ALLOW = 0
const DENY = 1
const HEADER_BYTES = 8
const ACE_HEADER_BYTES = 4
/** A list says its length in 16 bits. */
const MAX_BYTES = 0xffff

/** @throws SandboxError `DESCRIPTOR_MALFORMED`, also for a list that is longer than Windows can say */
export function encodeAcl({ revision, entries }: Acl): Uint8Array {
  const parts = entries.map(encodeAce)
  const length = parts.reduce((sum, part) => sum + part.length, HEADER_BYTES)
  if (length > MAX_BYTES) throw badDescriptor(`a list of ${entries.length} entries needs ${length} bytes`)
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, revision)
  view.setUint16(2, length, true)
  view.setUint16(4, entries.length, true)
  let at = HEADER_BYTES
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/**
 * The list at the start of some bytes. Room behind the last entry is dropped.
 *
 * @throws SandboxError `DESCRIPTOR_MALFORMED`
 */
export function decodeAcl(bytes: Uint8Array): Acl {
  if (bytes.length < HEADER_BYTES) throw badDescriptor('a list is shorter than its header')
  const view = viewOf(bytes)
  const length = view.getUint16(2, true)
  if (length < HEADER_BYTES || length > bytes.length) throw badDescriptor('a list is longer than its bytes')
  const entries: Ace[] = []
  let at = HEADER_BYTES
  for (let left = view.getUint16(4, true); left > 0; left -= 1) {
    const size = at + ACE_HEADER_BYTES <= length ? view.getUint16(at + 2, true) : 0
    if (size < ACE_HEADER_BYTES || at + size > length) throw badDescriptor('an entry leaves its list')
    entries.push(decodeAce(bytes.subarray(at, at + size)))
    at += size
  }
  return { revision: view.getUint8(0), entries }
}

function encodeAce(ace: Ace): Uint8Array {
  if (ace.type === 'foreign') {
    const bytes = ace.bytes.slice()
    bytes[1] = ace.flags
    return bytes
  }
  const sid = encodeSid(ace.sid)
  const bytes = new Uint8Array(HEADER_BYTES + sid.length)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, ace.type === 'allow' ? ALLOW : DENY)
  view.setUint8(1, ace.flags)
  view.setUint16(2, bytes.length, true)
  view.setUint32(4, ace.mask, true)
  bytes.set(sid, HEADER_BYTES)
  return bytes
}

function decodeAce(bytes: Uint8Array): Ace {
  const type = bytes[0]
  const flags = bytes[1] ?? 0
  const foreign: ForeignAce = { type: 'foreign', flags, bytes: bytes.slice() }
  if (type !== ALLOW && type !== DENY) return foreign
  if (bytes.length < HEADER_BYTES) throw badDescriptor('an entry has no rights')
  const { sid, length } = decodeSid(bytes.subarray(HEADER_BYTES))
  // Bytes behind the SID mean something to somebody, so such an entry is carried along whole.
  if (HEADER_BYTES + length !== bytes.length) return foreign
  return { type: type === ALLOW ? 'allow' : 'deny', flags, mask: viewOf(bytes).getUint32(4, true), sid }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
