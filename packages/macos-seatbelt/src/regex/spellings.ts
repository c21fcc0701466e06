/** Lists the ways in which one character of a name can be written: letter case, and composed or not. */

import { foldCase } from '@sandbox/policy'
import { bytesOf } from '../strings.js'
import { alternatives, escapeRegex } from './bytes.js'

/** Characters by what they are compared as. Made when the first letter beyond ASCII asks for it. */
let byFolded: ReadonlyMap<string, readonly string[]> | undefined

/** The kelvin sign is a K to the file system. It is the only such character of the ASCII letters. */
const KELVIN = '\u212a'

/** Every single character that names the same as this one, itself included. */
export function sameCharacters(character: string): readonly string[] {
  const folded = foldCase(character, 'darwin')
  if (/^[a-z]$/.test(folded)) return [folded, folded.toUpperCase(), ...(folded === 'k' ? [KELVIN] : [])]
  if (/^[\0-\x7f]$/.test(folded)) return [character]
  byFolded ??= charactersByFolded()
  return [...new Set([character, folded, ...(byFolded.get(folded) ?? [])])]
}

/** An expression over bytes for one character of a name, however it is written. */
export function characterRegex(character: string): string {
  const written = new Set(sameCharacters(character).flatMap((each) => [each, each.normalize('NFD')]))
  const [first, second, ...others] = written
  if (first === undefined) return ''
  if (second === undefined) return escapeRegex(bytesOf(first))
  if (others.length === 0 && /^[a-zA-Z]{2}$/.test(first + second)) return `[${first}${second}]`
  return alternatives([...written].map((each) => escapeRegex(bytesOf(each))))
}

/** An expression over bytes for a whole name or path. */
export function textRegex(text: string): string {
  return [...text.normalize('NFC')].map(characterRegex).join('')
}

function charactersByFolded(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  const add = (code: number) => {
    const character = String.fromCodePoint(code)
    const folded = foldCase(character, 'darwin')
    if (folded === character) return
    const others = found.get(folded)
    if (others === undefined) found.set(folded, [character])
    else others.push(character)
  }
  for (let code = 0x80; code < 0xd800; code += 1) add(code)
  for (let code = 0xe000; code < 0x1ffff; code += 1) add(code)
  return found
}
