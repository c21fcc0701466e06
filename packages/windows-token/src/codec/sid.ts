/** Security identifiers, as text (`S-1-5-21-…`) and as the bytes that descriptors hold. Pure. */

import { badSid, badSidBytes } from '../errors.js'

/** How many numbers a SID may have behind its authority. */
const MAX_NUMBERS = 15
const AUTHORITY_BYTES = 6
/** Revision, count of numbers, authority. */
const HEADER_BYTES = 2 + AUTHORITY_BYTES

/**
 * The bytes of a SID.
 *
 * @throws SandboxError `SID_MALFORMED`
 * @example encodeSid('S-1-1-0') // 01 01 00 00 00 00 00 01 00 00 00 00
 */
export function encodeSid(text: string): Uint8Array {
  const [prefix, revision, authority, ...numbers] = text.split('-')
  const values = [authority, ...numbers].map((word) => (/^\d{1,15}$/.test(word ?? '') ? Number(word) : -1))
  const [first = -1, ...rest] = values
  const isRight =
    prefix === 'S' &&
    revision === '1' &&
    first >= 0 &&
    first < 2 ** 48 &&
    rest.length <= MAX_NUMBERS &&
    rest.every((value) => value >= 0 && value < 2 ** 32)
  if (!isRight) throw badSid(text)
  const bytes = new Uint8Array(HEADER_BYTES + 4 * rest.length)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, 1)
  view.setUint8(1, rest.length)
  view.setUint16(2, Math.floor(first / 2 ** 32))
  view.setUint32(4, first % 2 ** 32)
  rest.forEach((value, index) => {
    view.setUint32(HEADER_BYTES + 4 * index, value, true)
  })
  return bytes
}

/**
 * The text of the SID at the start of some bytes, and how long it is.
 *
 * @throws SandboxError `SID_MALFORMED`
 */
export function decodeSid(bytes: Uint8Array): { readonly sid: string; readonly length: number } {
  const count = bytes[1] ?? MAX_NUMBERS + 1
  const length = HEADER_BYTES + 4 * count
  if (bytes[0] !== 1 || count > MAX_NUMBERS || bytes.length < length) throw badSidBytes(bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, length)
  const authority = view.getUint16(2) * 2 ** 32 + view.getUint32(4)
  const numbers = Array.from({ length: count }, (_, index) => view.getUint32(HEADER_BYTES + 4 * index, true))
  return { sid: ['S', 1, authority, ...numbers].join('-'), length }
}
