/** One case of the comparison between policy and kernel: files, and rules about them, as plain text. */

import type { Access } from '@sandbox/policy'

/**
 * Files below the base of a case, by path relative to it. A path that ends in `/` is a directory. The text says what is
 * there: `-> target` is a link (`@` stands for the base), otherwise words: an octal mode such as `0555`, `fifo`, and
 * `theirs` for what belongs to another user.
 *
 * @example { 'w/a/': '', 'w/a/secret': '0400', 'w/link': '-> @/w/a', 'w/locked/': '0555 theirs' }
 */
export type TreeText = Readonly<Record<string, string>>

/** See the module. */
export interface Case {
  readonly tree: TreeText
  /** As in a profile; `@` at the beginning stands for the base. Globs deny. */
  readonly rules: Readonly<Record<string, Access>>
  readonly protectedNames: readonly string[]
  /** Pairs of a path and a directory, relative to the base: the first is moved and linked into the second. */
  readonly moves: readonly (readonly [string, string])[]
}

/** A case's text at its place: the base put in for `@`. */
export function placed(text: string, base: string): string {
  return text.startsWith('@') ? `${base}${text.slice(1)}` : text
}
