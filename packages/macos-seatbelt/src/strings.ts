/** Writes strings of the profile language. JSON's are not the same: it has escapes that the language reads otherwise. */

/**
 * A string literal that holds exactly these bytes, one per character. Only quote and backslash are special; every byte
 * that is not printable ASCII is written as `\x` and two digits, so that a profile is plain ASCII.
 *
 * @example quoteBytes('say "\\."') // '"say \\"\\\\.\\""'
 */
export function quoteBytes(bytes: string): string {
  const escaped = bytes.replace(/["\\]|[^ -~]/g, (character) =>
    /[ -~]/.test(character)
      ? `\\${character}`
      : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
  return `"${escaped}"`
}

/** A string literal that holds a text, as UTF-8. */
export function quote(text: string): string {
  return quoteBytes(bytesOf(text))
}

/** The bytes of a text in UTF-8, one per character. */
export function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}
