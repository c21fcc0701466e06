/** Translates deny globs into the regular expressions of the profile language. Never matches less than the glob. */

import { type CodeRange, type GlobToken, parseGlob } from '@sandbox/policy'
import { globNotExpressible } from '../errors.js'
import { bytesOf } from '../strings.js'
import { alternatives, complement, escapeRegex, normalRanges, utf8Alternatives } from './bytes.js'
import { characterRegex, sameCharacters } from './spellings.js'

type ClassToken = Extract<GlobToken, { kind: 'class' }>

const SLASH = 0x2f
/** More members than this beyond ASCII would have to be looked up one by one. */
const MAX_LISTED = 4096

/**
 * One character of a name: the kernel compares bytes, so what begins a character is told from what continues it. A file
 * system of macOS holds no name that is not UTF-8.
 */
const ONE = '[^/\x80-\xbf][\x80-\xbf]*'
/**
 * What can follow a letter and make one character with it: accents, parts of Korean syllables, Japanese voicing marks.
 * Names on older volumes are stored that way.
 */
const MARK =
  '(\xcc[\x80-\xbf]|\xcd[\x80-\x85]|\xe1\x85[\xa1-\xb5]|\xe1\x86[\xa8-\xbf]|\xe1\x87[\x80-\x82]|\xe3\x82[\x99\x9a])'

/**
 * An expression over bytes that matches what the glob denies: its matches, and everything below them. A name whose
 * letters are stored in parts may be matched by more globs than the composed name is.
 *
 * @param pattern absolute, as in a resolved policy
 * @param base a directory that the pattern begins with and that exists, and how the disk spells it
 * @throws SandboxError `GLOB_NOT_EXPRESSIBLE`
 * @example globRegex('/w/?.pem') // a letter, a dot, and `pem` in any case, directly in `/w`
 */
export function globRegex(
  pattern: string,
  base?: { readonly path: string; readonly spelling: string },
): string {
  const parsed = parseGlob(pattern.normalize('NFC'))
  if (parsed.problem !== undefined) throw globNotExpressible(pattern, parsed.problem)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\x01-\x1f\x7f]/.test(pattern)) throw globNotExpressible(pattern, 'it holds a control character')
  const known = base === undefined ? 0 : [...base.path.normalize('NFC')].length
  const start = base === undefined ? '' : escapeRegex(bytesOf(base.spelling))
  return `^${start}${parsed.tokens
    .slice(known)
    .map((token) => tokenRegex(token, pattern))
    .join('')}(/.*)?$`
}

function tokenRegex(token: GlobToken, pattern: string): string {
  switch (token.kind) {
    case 'char':
      return characterRegex(String.fromCodePoint(token.code))
    case 'any':
      return `${ONE}${MARK}*`
    case 'star':
      return '[^/]*'
    case 'deep':
      return '.*'
    case 'directories':
      return '(.*/)?'
    case 'class':
      return classRegex(token, pattern)
  }
}

/** A letter with marks is one character that may be in the class, whatever the letter alone would be. */
function classRegex(token: ClassToken, pattern: string): string {
  const members = membersOf(token, pattern)
  const included = token.negated ? complement([...members, [SLASH, SLASH]]) : members
  const marked = token.negated || included.some(([, last]) => last > 0x7f)
  const parts = utf8Alternatives(included)
  if (parts.length === 0) throw globNotExpressible(pattern, 'one of its classes matches nothing')
  return alternatives([...parts, ...(marked ? [`${ONE}${MARK}${MARK}*`] : [])])
}

/** The codes a class names, with every other character that is compared as one of them. */
function membersOf(token: ClassToken, pattern: string): readonly CodeRange[] {
  const named = normalRanges(token.ranges)
  const count = named.reduce((sum, [first, last]) => sum + Math.max(0, last - Math.max(first, 0x80) + 1), 0)
  if (count > MAX_LISTED) throw globNotExpressible(pattern, 'one of its classes names too many characters')
  const members: CodeRange[] = []
  for (const [first, last] of named) {
    for (let code = first; code <= last; code += 1) members.push(...sameCodes(code))
  }
  return normalRanges(members).flatMap(([first, last]) => withoutSlash(first, last))
}

/** Upper and lower case are tried as the policy's own matcher does: a class is compared with the folded name. */
function sameCodes(code: number): readonly CodeRange[] {
  const character = String.fromCodePoint(code)
  const tried = [character, character.toLowerCase()].filter((each) => [...each].length === 1)
  return tried
    .flatMap(sameCharacters)
    .filter((each) => [...each].length === 1)
    .map((each): CodeRange => [each.codePointAt(0) ?? code, each.codePointAt(0) ?? code])
}

function withoutSlash(first: number, last: number): readonly CodeRange[] {
  const parts: CodeRange[] = [
    [first, Math.min(last, SLASH - 1)],
    [Math.max(first, SLASH + 1), last],
  ]
  return parts.filter(([from, to]) => from <= to)
}
