/** How `CommandLineToArgvW` splits a command line, by the rules that Microsoft publishes for it: the other half of quoting. */

/** The words, the program first. */
export function splitCommandLine(line: string): readonly string[] {
  const [program, rest] = takeProgram(line)
  const words = [program]
  let at = 0
  for (;;) {
    while (rest[at] === ' ' || rest[at] === '\t') at += 1
    if (at >= rest.length) return words
    const { word, end } = takeWord(rest, at)
    words.push(word)
    at = end
  }
}

/** Quotes around it are dropped; nothing escapes anything. */
function takeProgram(line: string): readonly [program: string, rest: string] {
  if (!line.startsWith('"')) return [line.split(/[ \t]/, 1)[0] ?? '', line.replace(/^[^ \t]*/, '')]
  const end = line.indexOf('"', 1)
  return end === -1 ? [line.slice(1), ''] : [line.slice(1, end), line.slice(end + 1)]
}

function takeWord(text: string, start: number): { readonly word: string; readonly end: number } {
  let word = ''
  let isQuoted = false
  let at = start
  while (at < text.length) {
    const slashes = /^\\*/.exec(text.slice(at))?.[0].length ?? 0
    const next = text[at + slashes]
    if (slashes > 0 && next === '"') {
      word += '\\'.repeat(Math.floor(slashes / 2))
      at += slashes
      if (slashes % 2 === 1) {
        word += '"'
        at += 1
      }
      continue
    }
    if (slashes > 0) {
      word += '\\'.repeat(slashes)
      at += slashes
      continue
    }
    if (next === '"') {
      // Two quotes inside of quotes are one that means itself.
      if (isQuoted && text[at + 1] === '"') {
        word += '"'
        at += 1
      } else isQuoted = !isQuoted
      at += 1
      continue
    }
    if (!isQuoted && (next === ' ' || next === '\t')) break
    word += next
    at += 1
  }
  return { word, end: at }
}
