/** Reads the text of a glob into tokens: the one place that says what the characters of a glob mean. */

/** An inclusive range of code points. */
export type CodeRange = readonly [first: number, last: number]

/** One part of a glob. Only `deep` and `directories` match a `/`. */
export type GlobToken =
  /** One character as it stands; also `/`. */
  | { readonly kind: 'char'; readonly code: number }
  /** `?`: one character of a name. */
  | { readonly kind: 'any' }
  /** `[…]` and `[!…]`: one character of a name. */
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly CodeRange[] }
  /** `*`: any run of characters of a name. */
  | { readonly kind: 'star' }
  /** `**` inside a name: any run of characters, with `/`. */
  | { readonly kind: 'deep' }
  /** A `**` and `/` that begin a name: any number of whole directories, also none. */
  | { readonly kind: 'directories' }

/** What reading a glob gives: its tokens, or what is wrong with it. */
export type ParsedGlob =
  | { readonly tokens: readonly GlobToken[]; readonly problem?: undefined }
  | { readonly tokens?: undefined; readonly problem: string }

/** The code of `/`. */
export const SLASH = 0x2f

/**
 * Reads a glob that uses `/` between names. A trailing `/**` is dropped, because a match denies everything
 * below it and `dir/**` denies `dir` itself. A backslash is an ordinary character.
 */
export function parseGlob(pattern: string): ParsedGlob {
  if (pattern.includes('\0')) return { problem: 'it contains a NUL character' }
  const text = withoutTail(pattern)
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(text)) {
    return { problem: 'it contains `.` or `..` as a name' }
  }
  const tokens: GlobToken[] = []
  let at = 0
  while (at < text.length) {
    const character = text.charAt(at)
    if (character === '*') {
      at = readStars(text, at, tokens)
    } else if (character === '?') {
      tokens.push({ kind: 'any' })
      at += 1
    } else if (character === '[') {
      const read = readClass(text, at)
      if (read.problem !== undefined) return { problem: read.problem }
      tokens.push(read.token)
      at = read.next
    } else {
      const code = text.codePointAt(at) ?? 0
      tokens.push({ kind: 'char', code })
      at += code > 0xffff ? 2 : 1
    }
  }
  return { tokens }
}

function withoutTail(pattern: string): string {
  let text = pattern.replace(/\/{2,}/g, '/')
  for (;;) {
    if (text.length > 1 && text.endsWith('/')) text = text.slice(0, -1)
    const shorter = text.replace(/\/\*{2,}$/, '')
    if (shorter === text) return text
    text = shorter
  }
}

function readStars(text: string, start: number, tokens: GlobToken[]): number {
  let end = start
  while (text.charAt(end) === '*') end += 1
  if (end - start === 1) {
    tokens.push({ kind: 'star' })
    return end
  }
  const beginsName = start === 0 || text.charAt(start - 1) === '/'
  if (!beginsName || text.charAt(end) !== '/') {
    tokens.push({ kind: 'deep' })
    return end
  }
  if (tokens.at(-1)?.kind !== 'directories') tokens.push({ kind: 'directories' })
  return end + 1
}

type ReadClass =
  | { readonly token: GlobToken; readonly next: number; readonly problem?: undefined }
  | { readonly problem: string }

/** Reads `[…]` at `start`; a `[` that is not closed before the next `/` stands for itself. */
function readClass(text: string, start: number): ReadClass {
  const end = classEnd(text, start)
  if (end === undefined) return { token: { kind: 'char', code: 0x5b }, next: start + 1 }
  const shown = text.slice(start, end + 1)
  const negated = /^[!^]/.test(text.slice(start + 1))
  const members = [...text.slice(start + (negated ? 2 : 1), end)]
  if (/\[[:.=]/.test(shown)) return { problem: `the class ${shown} uses a named class` }
  const ranges: CodeRange[] = []
  for (let at = 0; at < members.length; at += 1) {
    const first = codeOf(members[at])
    const isRange = members[at + 1] === '-' && at + 2 < members.length
    const last = isRange ? codeOf(members[at + 2]) : first
    if (last < first) return { problem: `the range in the class ${shown} runs backwards` }
    ranges.push([first, last])
    if (isRange) at += 2
  }
  const [only] = ranges
  const literal = !negated && ranges.length === 1 && only !== undefined && only[0] === only[1]
  return {
    token: literal ? { kind: 'char', code: only[0] } : { kind: 'class', negated, ranges },
    next: end + 1,
  }
}

/** The index of the `]` that closes the class; one directly after `[` or `[!` is a member. */
export function classEnd(text: string, start: number): number | undefined {
  const from = start + (/^\[[!^]/.test(text.slice(start, start + 2)) ? 3 : 2)
  const close = text.indexOf(']', from)
  const slash = text.indexOf('/', start)
  if (close === -1 || (slash !== -1 && slash < close)) return undefined
  return close
}

function codeOf(character: string | undefined): number {
  return character?.codePointAt(0) ?? 0
}
