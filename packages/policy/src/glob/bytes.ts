/** Turns the bytes of a file name into text without losing any, so that names that are not UTF-8 can be judged. */

/** A path as text, or as the bytes the kernel has. */
export type PathText = string | Uint8Array

/**
 * Text for a path. A byte that is not part of valid UTF-8 becomes one lone surrogate (U+DC80 to U+DCFF), so that
 * it counts as one character for `*`, `?` and classes and can never equal a name a policy spells.
 */
export function pathText(path: PathText): string {
  if (typeof path === 'string') return path
  const bytes = Buffer.from(path.buffer, path.byteOffset, path.byteLength)
  const text = bytes.toString('utf8')
  return text.includes('\ufffd') ? escapeInvalid(bytes) : text
}

function escapeInvalid(bytes: Buffer): string {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] ?? 0
    const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
    const part = bytes.subarray(at, at + length)
    const decoded = part.toString('utf8')
    if (Buffer.from(decoded, 'utf8').equals(part)) {
      text += decoded
      at += length
    } else {
      text += String.fromCharCode(0xdc00 + byte)
      at += 1
    }
  }
  return text
}
