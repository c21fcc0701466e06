/** Judges the bare shape of parsed text, before any schema: nesting, NUL characters, keys that touch prototypes. */

import { nulInText, tooDeep, unsafeKey } from './file-errors.js'
import type { KeySegment } from './keypath.js'

/** How many tables and lists may stand inside each other. The format itself needs six. */
export const MAX_NESTING = 16

/**
 * @throws SandboxError `POLICY_TOO_DEEP`, `POLICY_NUL`, `POLICY_UNKNOWN_KEY` for `__proto__`
 */
export function checkStructure(value: unknown, file: string, path: KeySegment[] = []): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw nulInText(file, path)
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (path.length > MAX_NESTING) throw tooDeep(file, path, MAX_NESTING)
  const entries: Iterable<readonly [KeySegment, unknown]> = Array.isArray(value)
    ? value.entries()
    : Object.entries(value)
  for (const [key, entry] of entries) {
    path.push(key)
    if (typeof key === 'string' && key.includes('\0')) throw nulInText(file, path)
    // THREAT: assigning to this key later would replace an object's prototype instead of adding an entry.
    if (key === '__proto__') throw unsafeKey(file, path)
    checkStructure(entry, file, path)
    path.pop()
  }
}
