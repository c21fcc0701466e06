/** Reads the text of a profile into forms. All text is bytes, one per character, because the kernel compares bytes. */

import { type Position, ProfileError } from './errors.js'

/** One form of the language, and where it begins. */
export type Form =
  | { readonly kind: 'list'; readonly items: readonly Form[]; readonly at: Position }
  | { readonly kind: 'symbol'; readonly name: string; readonly at: Position }
  | { readonly kind: 'string'; readonly value: string; readonly at: Position }
  | { readonly kind: 'number'; readonly value: number; readonly at: Position }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: Position }

/** The system's reader gives up a little above this; peers stay below 900. */
export const MAX_STRING_BYTES = 1024

/** The bytes of a text, one per character. */
export function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

/** @throws ProfileError for an unbalanced list, an open or over-long string, or a character with no meaning */
export function readForms(text: string): readonly Form[] {
  return new Reader(bytesOf(text)).readAll()
}

/** The name at the head of a list, and what follows. */
export function application(form: Form): { readonly head: string; readonly rest: readonly Form[] } {
  if (form.kind !== 'list') throw new ProfileError('a rule is a list', form.at)
  const [head, ...rest] = form.items
  if (head?.kind !== 'symbol') throw new ProfileError('a list begins with a name', form.at)
  return { head: head.name, rest }
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }
const SYMBOL_END = /[\s()";]/

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  readAll(): readonly Form[] {
    const forms: Form[] = []
    for (this.#skipSpace(); this.#at < this.#text.length; this.#skipSpace()) forms.push(this.#readForm())
    return forms
  }

  #readForm(): Form {
    const at = this.#position()
    const character = this.#text.charAt(this.#at)
    if (character === '(') return this.#readList(at)
    if (character === ')') throw new ProfileError('a closing parenthesis too many', at)
    if (character === '"') return { kind: 'string', value: this.#readCooked(at), at }
    if (this.#text.startsWith('#"', this.#at)) return { kind: 'string', value: this.#readRaw(at), at }
    return this.#readAtom(at)
  }

  #readList(at: Position): Form {
    this.#at += 1
    const items: Form[] = []
    for (;;) {
      this.#skipSpace()
      if (this.#at >= this.#text.length) throw new ProfileError('a list is not closed', at)
      if (this.#text.charAt(this.#at) === ')') break
      items.push(this.#readForm())
    }
    this.#at += 1
    return { kind: 'list', items, at }
  }

  #readCooked(at: Position): string {
    let value = ''
    for (this.#at += 1; ; ) {
      const character = this.#text.charAt(this.#at)
      if (this.#at >= this.#text.length) throw new ProfileError('a string is not closed', at)
      this.#at += 1
      if (character === '"') return checkedString(value, at)
      value += character === '\\' ? this.#readEscape(at) : character
    }
  }

  /** An escape that means nothing gives the character itself, so that `\.` is a plain dot. */
  #readEscape(at: Position): string {
    const hex = /^x([0-9a-fA-F]{2})/.exec(this.#text.slice(this.#at, this.#at + 3))
    const octal = /^[0-7]{1,3}/.exec(this.#text.slice(this.#at, this.#at + 3))
    const character = this.#text.charAt(this.#at)
    if (character === '') throw new ProfileError('a string is not closed', at)
    this.#at += hex?.[0].length ?? octal?.[0].length ?? 1
    if (hex !== null) return String.fromCharCode(Number.parseInt(hex[1] ?? '', 16))
    if (octal !== null) return String.fromCharCode(Number.parseInt(octal[0], 8) & 0xff)
    if (character === 'x') throw new ProfileError('an escape \\x needs two hexadecimal digits', at)
    return ESCAPED[character] ?? character
  }

  /** Ends at the next quote, whatever stands before it. */
  #readRaw(at: Position): string {
    const end = this.#text.indexOf('"', this.#at + 2)
    if (end === -1) throw new ProfileError('a string is not closed', at)
    const value = this.#text.slice(this.#at + 2, end)
    this.#at = end + 1
    return checkedString(value, at)
  }

  #readAtom(at: Position): Form {
    const start = this.#at
    while (this.#at < this.#text.length && !SYMBOL_END.test(this.#text.charAt(this.#at))) this.#at += 1
    const name = this.#text.slice(start, this.#at)
    if (name === '#t' || name === '#f') return { kind: 'boolean', value: name === '#t', at }
    if (/^#x[0-9a-fA-F]+$/.test(name))
      return { kind: 'number', value: Number.parseInt(name.slice(2), 16), at }
    if (/^[0-9]+$/.test(name)) return { kind: 'number', value: Number(name), at }
    if (/^[a-zA-Z*!?<>=/+:.%_-][\w*!?<>=/+:.%-]*$/.test(name)) return { kind: 'symbol', name, at }
    throw new ProfileError(`${JSON.stringify(name)} is neither a symbol nor a number`, at)
  }

  #skipSpace(): void {
    const space = /(?:\s|;[^\n]*(?:\n|$)|#![^\n]*(?:\n|$))*/y
    space.lastIndex = this.#at
    this.#at += space.exec(this.#text)?.[0].length ?? 0
  }

  #position(): Position {
    const before = this.#text.slice(0, this.#at)
    const line = before.split('\n').length
    return { line, column: this.#at - before.lastIndexOf('\n') }
  }
}

function checkedString(value: string, at: Position): string {
  if (value.length > MAX_STRING_BYTES) throw new ProfileError('a string is longer than the system reads', at)
  return value
}
