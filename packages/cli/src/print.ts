/** Writes an answer on stdout: as JSON for programs, or as lines with access words in colour. */

import type { Access } from '@sandbox/policy'
import { hasColour } from './report.js'

const STDOUT = 1
const COLOURS: Readonly<Record<Access, string>> = { read: '36', write: '32', deny: '31' }

/** Indented, with a line break at the end. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}

/** One line each. Control characters are shown, not sent: names of files must not steer the terminal. */
export function printLines(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}

/** Text from outside, with control characters made visible. */
export function shown(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, (character) => JSON.stringify(character).slice(1, -1))
}

/** `read`, `write` or `deny`, five characters wide. */
export function accessWord(access: Access): string {
  const word = access.padEnd(5)
  return hasColour(STDOUT) ? `\x1b[${COLOURS[access]}m${word}\x1b[0m` : word
}

/** Two columns, the first as wide as its longest entry. */
export function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([first]) => first.length))
  return rows.map(([first, second]) => `${first.padEnd(width)}  ${second}`.trimEnd())
}
