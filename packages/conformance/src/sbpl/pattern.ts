/** The regular expressions of the language: a small dialect, matched over bytes, unanchored unless it says so. */

import { type Position, ProfileError } from './errors.js'

/** A class of the system's automaton holds no more ranges. */
const MAX_CLASS_RANGES = 15

/** One expression in both readings of letter case. */
export interface Pattern {
  readonly exact: RegExp
  readonly folded: RegExp
}

/** @throws ProfileError for a construct that the dialect is not known to have */
export function compilePattern(source: string, at?: Position): Pattern {
  checkDialect(source, at)
  try {
    // `s`: a dot stands for every byte, and bytes are characters here.
    return { exact: new RegExp(source, 's'), folded: new RegExp(ignoringCase(source), 's') }
  } catch {
    throw new ProfileError(`the regular expression ${JSON.stringify(source)} is not valid`, at)
  }
}

/** ASCII letters only: a byte of a longer character has no case. The flag of JavaScript would fold those too. */
function ignoringCase(source: string): string {
  const parts = source.match(/\\.|\[\^?(?:\\.|[^\]\\])+\]|[^\\[]/gs) ?? []
  return parts.map((part) => (part.startsWith('[') ? bothCasesInClass(part) : bothCases(part))).join('')
}

function bothCases(part: string): string {
  return /^[a-zA-Z]$/.test(part) ? `[${part.toLowerCase()}${part.toUpperCase()}]` : part
}

function bothCasesInClass(part: string): string {
  const members = part.slice(part.startsWith('[^') ? 2 : 1, -1)
  const letters = members.match(/\\.|[a-z]-[a-z]|[A-Z]-[A-Z]|.-.|[a-zA-Z]/gs) ?? []
  const swapped = letters
    .filter((each) => /^(?:[a-zA-Z]|[a-z]-[a-z]|[A-Z]-[A-Z])$/.test(each))
    .map((each) => (each === each.toLowerCase() ? each.toUpperCase() : each.toLowerCase()))
  return `${part.slice(0, -1)}${swapped.join('')}]`
}

function checkDialect(source: string, at: Position | undefined): void {
  const refuse = (what: string): never => {
    throw new ProfileError(`the regular expression ${JSON.stringify(source)} has ${what}`, at)
  }
  for (let index = 0; index < source.length; index += 1) {
    const character = source.charAt(index)
    if (character === '\\') {
      index += 1
      if (index >= source.length) refuse('a backslash at its end')
      if (/[a-zA-Z0-9]/.test(source.charAt(index))) refuse('an escaped letter or digit')
    } else if (character === '[') {
      index = classEnd(source, index, refuse)
    } else if (character === '{' || character === '}') {
      refuse('a counted repetition')
    } else if (character === '(' && source.charAt(index + 1) === '?') {
      refuse('a group with a question mark')
    } else if (/[*+?]/.test(character) && /[?+*]/.test(source.charAt(index + 1))) {
      refuse('a repeated repetition')
    }
  }
}

/** The class must not be empty, and its first `]` closes it. */
function classEnd(source: string, start: number, refuse: (what: string) => never): number {
  let index = source.charAt(start + 1) === '^' ? start + 2 : start + 1
  const first = index
  let ranges = 0
  while (source.charAt(index) !== ']') {
    if (index >= source.length) refuse('a class that is not closed')
    if (source.startsWith('[:', index)) refuse('a named class')
    if (source.charAt(index) === '\\') index += 1
    const isRange = source.charAt(index + 1) === '-' && source.charAt(index + 2) !== ']'
    index += isRange ? 3 : 1
    ranges += 1
  }
  if (index === first) refuse('an empty class')
  if (ranges > MAX_CLASS_RANGES) refuse(`a class of ${ranges} ranges`)
  return index
}
