/** What a command may do with one path, and how two answers are compared. */

/** `read` allows reading, `write` allows reading and changing, `deny` allows neither. */
export type Access = 'read' | 'write' | 'deny'

/** Every access, in the order in which one wins over another at equal depth (first wins). */
export const ACCESS_BY_STRICTNESS = ['deny', 'write', 'read'] as const satisfies readonly Access[]

/** What an access permits: `deny` 0, `read` 1, `write` 2. Not the order of precedence at equal depth. */
export const ACCESS_WIDTH: Readonly<Record<Access, number>> = {
  deny: 0,
  read: 1,
  write: 2,
}

/** The narrower of two accesses: the one that permits less. */
export function narrowerAccess(a: Access, b: Access): Access {
  return ACCESS_WIDTH[a] <= ACCESS_WIDTH[b] ? a : b
}
