/** Reads JSON with line and column for every mistake, refusing duplicate keys, which JSON.parse lets pass. */

import { duplicateJsonKey, syntaxError, tooDeep } from './file-errors.js'
import type { KeySegment } from './keypath.js'
import { MAX_NESTING } from './structure.js'

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /[A-Za-z0-9_]+/y
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/suy

/**
 * @throws SandboxError `POLICY_SYNTAX` with line and column, `POLICY_DUPLICATE_KEY`, `POLICY_TOO_DEEP`
 */
export function parseJson(text: string, file: string): unknown {
  return new JsonReader(text, file).readDocument()
}

/** One pass over one text. Objects have no prototype, so no key of the text can reach one. */
class JsonReader {
  readonly #text: string
  readonly #file: string
  readonly #path: KeySegment[] = []
  #position: number

  constructor(text: string, file: string) {
    this.#text = text
    this.#file = file
    this.#position = text.startsWith('\uFEFF') ? 1 : 0
  }

  readDocument(): unknown {
    const value = this.#readValue()
    this.#skipSpace()
    if (this.#position < this.#text.length) this.#fail('there is text after the end')
    return value
  }

  #readValue(): unknown {
    this.#skipSpace()
    switch (this.#text[this.#position]) {
      case '{':
        return this.#readObject()
      case '[':
        return this.#readList()
      case '"':
        return this.#readString()
      case undefined:
        return this.#fail('the text ends too early')
      default:
        return this.#readWord()
    }
  }

  #readObject(): unknown {
    const table: Record<string, unknown> = Object.create(null)
    this.#readItems('}', () => {
      this.#skipSpace()
      const start = this.#position
      if (this.#text[start] !== '"') this.#fail('expected a key in double quotes')
      const key = this.#readString()
      if (key in table) throw duplicateJsonKey(this.#file, key, this.#locate(start))
      this.#skipSpace()
      if (this.#text[this.#position] !== ':') this.#fail('expected a colon after the key')
      this.#position++
      this.#path.push(key)
      table[key] = this.#readValue()
      this.#path.pop()
    })
    return table
  }

  #readList(): unknown {
    const list: unknown[] = []
    this.#readItems(']', () => {
      this.#path.push(list.length)
      list.push(this.#readValue())
      this.#path.pop()
    })
    return list
  }

  #readItems(end: '}' | ']', readItem: () => void): void {
    if (this.#path.length >= MAX_NESTING) throw tooDeep(this.#file, this.#path, MAX_NESTING)
    this.#position++
    this.#skipSpace()
    if (this.#text[this.#position] === end) {
      this.#position++
      return
    }
    for (;;) {
      readItem()
      this.#skipSpace()
      const next = this.#text[this.#position]
      if (next !== ',' && next !== end) this.#fail(`expected a comma or ${end}`)
      this.#position++
      if (next === end) return
    }
  }

  #readString(): string {
    const literal = this.#match(STRING)
    if (literal === undefined) return this.#fail('this string does not end')
    try {
      const value: unknown = JSON.parse(literal)
      if (typeof value === 'string') return value
    } catch {
      // Told below, with our own position.
    }
    this.#position -= literal.length
    return this.#fail('this string holds a raw control character or an unknown escape')
  }

  #readWord(): unknown {
    const start = this.#position
    const number = this.#match(NUMBER)
    const rest = this.#match(WORD)
    const word = (number ?? '') + (rest ?? '')
    if (word === 'true') return true
    if (word === 'false') return false
    if (word === 'null') return null
    if (number !== undefined && rest === undefined) return Number(number)
    this.#position = start
    return this.#fail('expected a value')
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#position += found.length
    return found
  }

  #skipSpace(): void {
    for (;;) {
      const character = this.#text[this.#position]
      if (character !== ' ' && character !== '\n' && character !== '\t' && character !== '\r') return
      this.#position++
    }
  }

  #locate(position: number): { line: number; column: number } {
    const before = this.#text.slice(0, position)
    const lineStart = before.lastIndexOf('\n') + 1
    return { line: before.split('\n').length, column: position - lineStart + 1 }
  }

  #fail(problem: string): never {
    throw syntaxError(this.#file, 'json', problem, this.#locate(this.#position))
  }
}
