/** Security descriptors in their self-relative form, as values and as bytes. Pure. */

import { badDescriptor } from '../errors.js'
import { type Acl, decodeAcl, encodeAcl } from './acl.js'
import { decodeSid, encodeSid } from './sid.js'

/** Who owns an object, and who may do what with it. */
export interface Descriptor {
  /** {@link CONTROL}, together. `selfRelative`, `daclPresent` and `saclPresent` are written as the parts need them. */
  readonly control: number
  readonly owner?: string | undefined
  readonly group?: string | undefined
  /** `null`: there is a list and it allows everything to everyone. Undefined: nothing is said about access. */
  readonly dacl?: Acl | null | undefined
  readonly sacl?: Acl | null | undefined
}

/** The control bits that mean something here. */
export const CONTROL = {
  daclPresent: 0x0004,
  saclPresent: 0x0010,
  /** Asks the system to keep the next one. */
  daclAutoInheritRequested: 0x0100,
  daclAutoInherited: 0x0400,
  daclProtected: 0x1000,
  selfRelative: 0x8000,
} as const

const HEADER_BYTES = 20
const PRESENCE = CONTROL.daclPresent | CONTROL.saclPresent | CONTROL.selfRelative

/** @throws SandboxError `DESCRIPTOR_MALFORMED`, `SID_MALFORMED` */
export function encodeDescriptor({ control, owner, group, dacl, sacl }: Descriptor): Uint8Array {
  const parts = [
    owner === undefined ? undefined : encodeSid(owner),
    group === undefined ? undefined : encodeSid(group),
    sacl === undefined || sacl === null ? undefined : encodeAcl(sacl),
    dacl === undefined || dacl === null ? undefined : encodeAcl(dacl),
  ]
  const length = parts.reduce((sum, part) => sum + (part?.length ?? 0), HEADER_BYTES)
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  const present =
    (dacl === undefined ? 0 : CONTROL.daclPresent) | (sacl === undefined ? 0 : CONTROL.saclPresent)
  view.setUint8(0, 1)
  view.setUint16(2, (control & ~PRESENCE) | present | CONTROL.selfRelative, true)
  let at = HEADER_BYTES
  parts.forEach((part, index) => {
    if (part === undefined) return
    view.setUint32(4 + 4 * index, at, true)
    bytes.set(part, at)
    at += part.length
  })
  return bytes
}

/** @throws SandboxError `DESCRIPTOR_MALFORMED`, `SID_MALFORMED` */
export function decodeDescriptor(bytes: Uint8Array): Descriptor {
  if (bytes.length < HEADER_BYTES || bytes[0] !== 1) throw badDescriptor('it has no header')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const control = view.getUint16(2, true)
  if ((control & CONTROL.selfRelative) === 0) throw badDescriptor('it is not self-relative')
  const partAt = (field: number): Uint8Array | undefined => {
    const offset = view.getUint32(field, true)
    if (offset === 0) return undefined
    if (offset < HEADER_BYTES || offset >= bytes.length) throw badDescriptor('a part lies outside of it')
    return bytes.subarray(offset)
  }
  const sidAt = (field: number) => {
    const part = partAt(field)
    return part === undefined ? undefined : decodeSid(part).sid
  }
  const aclAt = (field: number, flag: number) => {
    if ((control & flag) === 0) return undefined
    const part = partAt(field)
    return part === undefined ? null : decodeAcl(part)
  }
  return {
    control: control & ~PRESENCE,
    owner: sidAt(4),
    group: sidAt(8),
    sacl: aclAt(12, CONTROL.saclPresent),
    dacl: aclAt(16, CONTROL.daclPresent),
  }
}
