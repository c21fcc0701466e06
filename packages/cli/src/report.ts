/** Says our own words on stderr: errors with their hints, warnings, notes. stdout belongs to the command. */

import { writeSync } from 'node:fs'
import { type PolicyWarning, SandboxError } from '@sandbox/policy'
import { hostExhausted } from './errors.js'
import { isTerminal } from './terminal.js'

const STDERR = 2
const RED = '31'
const YELLOW = '33'

/** One line, prefixed. */
export function note(text: string): void {
  writeLines([text])
}

/** The message, and the hint on a second line. */
export function reportError(error: unknown): void {
  const named = error instanceof SandboxError ? error : hostExhausted(error)
  if (named !== undefined) {
    writeLines([`${paint('error', RED)} ${named.code}: ${named.message}`, ...hintLines(named.hint)])
  } else {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    writeLines([`${paint('internal error', RED)}: ${text}`])
  }
}

/** All of them, one after the other. */
export function reportWarnings(warnings: readonly PolicyWarning[]): void {
  for (const { message, hint } of warnings) {
    writeLines([`${paint('warning', YELLOW)}: ${message}`, ...hintLines(hint)])
  }
}

function hintLines(hint: string | undefined): readonly string[] {
  return hint === undefined ? [] : [`hint: ${hint}`]
}

function writeLines(lines: readonly string[]): void {
  const text = lines.map((line) => `sandbox: ${printable(line)}\n`).join('')
  try {
    // Not through process.stderr: building that stream costs more than everything else on the way.
    writeSync(STDERR, text)
  } catch {
    // Nobody listens any more.
  }
}

/** THREAT: names of files come from the workspace; they must not steer the terminal. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return text.replace(/[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]|\x1b(?!\[(?:0|3[0-9])m)/g, '\uFFFD')
}

function paint(text: string, colour: string): string {
  return hasColour(STDERR) ? `\x1b[${colour}m${text}\x1b[0m` : text
}

/** True when a stream is a terminal and nobody asked for no colour. */
export function hasColour(descriptor: number): boolean {
  const { NO_COLOR, TERM } = process.env
  return (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb' && isTerminal(descriptor)
}
