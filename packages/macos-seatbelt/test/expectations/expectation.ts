/** The form of the table: what a command may do under a policy, one line for each question. */

import type { Access, Profile } from '@sandbox/policy'

/**
 * A policy, files, and rows. `$R` is the workspace and working directory, `$H` the home directory, `$O` a directory of
 * the same user beside both, `$T` the real place of `/tmp`.
 */
export interface Expectations {
  readonly name: string
  readonly rules: Readonly<Record<string, Access | Readonly<Record<string, Access>>>>
  /** A path with a slash at its end is a directory; `-> target` is a link. */
  readonly tree: Readonly<Record<string, string>>
  readonly egress?: Partial<Profile['egress']>
  readonly proxyPort?: number
  /** `outcome call path`, `outcome call path -> path`, or `outcome call host:port`. */
  readonly rows: string
}

/** One question and its answer: `ok`, `EPERM`, or what the files alone answer. */
export interface Row {
  readonly outcome: string
  readonly call: string
  readonly path: string
  readonly to?: string | undefined
}

/** What the letters of the table stand for. */
export type Places = Readonly<Record<'$R' | '$H' | '$O' | '$T', string>>

/** The rows of a text, with places filled in. */
export function rowsOf(text: string, places: Places): readonly Row[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [, outcome, call, operands] = /^(\S+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
      if (outcome === undefined || call === undefined || operands === undefined)
        throw new Error(`no row: ${line}`)
      const [path = '', to] = operands.split(' -> ').map((each) => place(each.trim(), places))
      return { outcome, call, path, to }
    })
}

/** A text of the table with its letters filled in. */
export function place(text: string, places: Places): string {
  return text.replace(/\$[RHOT](?![A-Za-z])/g, (letter) => places[letter as keyof Places])
}
