/** Puts an argument list into the one string that Windows hands to a program, so that `CommandLineToArgvW` gives it back. Pure. */

import { textHasNul } from '@sandbox/policy'
import { commandLineTooLong } from '../errors.js'

/** What `CreateProcess` takes, its final NUL included. */
const MAX_UNITS = 32_767

/** Where the splitting of some runtimes would end an argument. */
const NEEDS_QUOTES = /[\s"]|^$/

/**
 * The command line of a program and its arguments.
 *
 * @throws SandboxError `TEXT_HAS_NUL`, `COMMAND_LINE_TOO_LONG`
 * @example commandLine('tool', ['a b', 'c"d']) // tool "a b" "c\"d"
 */
export function commandLine(program: string, args: readonly string[]): string {
  const line = [quoteProgram(program), ...args.map(quoteArgument)].join(' ')
  if (line.includes('\0')) throw textHasNul('the command line')
  if (line.length >= MAX_UNITS) throw commandLineTooLong(line.length, MAX_UNITS - 1)
  return line
}

/** One argument. Backslashes mean themselves, except in front of a quote. */
export function quoteArgument(argument: string): string {
  if (!NEEDS_QUOTES.test(argument)) return argument
  const escaped = argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')
  return `"${escaped}"`
}

/** The first word follows other rules: everything up to the next quote, and no escapes. No path can contain a quote. */
function quoteProgram(program: string): string {
  return `"${program.replaceAll('"', '')}"`
}
