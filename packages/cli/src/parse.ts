/** Turns the words of a command line into what is asked for. Pure. */

import {
  optionElsewhere,
  optionTwice,
  unknownOption,
  valueMissing,
  valueNotKnown,
  valueNotTaken,
} from './errors.js'
import { nearestOption } from './nearest-option.js'
import { OPTIONS, type OptionName, type OptionRow, optionText, type Use, VERBS } from './options.js'

/** The options that were given. */
export type GivenOptions = ReadonlyMap<OptionName, readonly string[]>

/** One command line. */
export interface Invocation {
  readonly use: Use
  readonly options: GivenOptions
  /** The command and its arguments, or the operands of a verb. */
  readonly words: readonly string[]
}

/**
 * The first word that is neither an option nor a verb starts the command; everything after it belongs to the command.
 * `--` ends the options: what follows is always a command. Options of a verb may stand anywhere.
 *
 * @throws SandboxError `CLI_…` naming the option
 * @example parseArguments(['-P', 'dev', 'npm', 'test']).words // ['npm', 'test']
 */
export function parseArguments(argv: readonly string[]): Invocation {
  const options = new Map<OptionName, readonly string[]>()
  const words: string[] = []
  let use: Use = 'run'
  const rest = [...argv]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      words.push(...rest.splice(0))
    } else if (word.startsWith('-') && word !== '-') {
      takeOption(word, rest, options)
    } else if (use !== 'run') {
      words.push(word)
    } else {
      const verb = VERBS.find((one) => one === word)
      if (verb === undefined) words.push(word, ...rest.splice(0))
      else use = verb
    }
  }
  checkUses(options, use)
  return { use, options, words }
}

/** The value of an option that can have one only. */
export function optionValue(options: GivenOptions, name: OptionName): string | undefined {
  return options.get(name)?.[0]
}

function takeOption(word: string, rest: string[], options: Map<OptionName, readonly string[]>): void {
  const { row, attached } = splitOption(word)
  const text = optionText(row)
  const values = options.get(row.name) ?? []
  if (values.length > 0 && row.repeatable !== true) throw optionTwice(text)
  options.set(row.name, [...values, takeValue(row, attached, rest)])
}

function takeValue(row: OptionRow, attached: string | undefined, rest: string[]): string {
  const text = optionText(row)
  if (row.value === undefined) {
    if (attached !== undefined) throw valueNotTaken(text)
    return ''
  }
  const value = attached ?? rest.shift()
  if (value === undefined) throw valueMissing(text, row.value)
  if (row.choices !== undefined && !row.choices.includes(value)) throw valueNotKnown(text, value, row.choices)
  return value
}

function splitOption(word: string): {
  readonly row: OptionRow & { readonly name: OptionName }
  readonly attached: string | undefined
} {
  if (!word.startsWith('--')) {
    const row = ROWS.find(({ short }) => short === word[1])
    const attached = word.length > 2 ? word.slice(2) : undefined
    if (row !== undefined) return { row, attached }
    throw unknownOption(word, nearestLong(word.slice(1)))
  }
  const equals = word.indexOf('=')
  const name = word.slice(2, equals < 0 ? undefined : equals)
  const row = ROWS.find((one) => one.name === name)
  if (row === undefined) throw unknownOption(`--${name}`, nearestLong(name))
  return { row, attached: equals < 0 ? undefined : word.slice(equals + 1) }
}

const ROWS: readonly (OptionRow & { readonly name: OptionName })[] = OPTIONS

function nearestLong(name: string): string | undefined {
  const nearest = nearestOption(
    name,
    ROWS.map((row) => row.name),
  )
  return nearest === undefined ? undefined : `--${nearest}`
}

function checkUses(options: GivenOptions, use: Use): void {
  for (const row of ROWS) {
    if (options.has(row.name) && !row.uses.includes(use)) throw optionElsewhere(optionText(row), use)
  }
}
