/** Collects every error and warning code of the packages and writes `docs/errors.md`: `node scripts/errors.mjs`. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const PAGE = join(ROOT, 'docs/errors.md')
const CODE = /'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{4,})'/g

/** The whole page. */
export function renderErrors() {
  const entries = sourceFiles().flatMap(entriesOf)
  const byCode = Map.groupBy
    ? Map.groupBy(entries, (entry) => entry.code)
    : entries.reduce((map, entry) => map.set(entry.code, [...(map.get(entry.code) ?? []), entry]), new Map())
  const sections = [...byCode].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, all]) => section(code, all))
  return `# Errors and warnings

<!-- Made from the sources by packages/cli/scripts/errors.mjs. Do not edit. -->

Every error is a \`SandboxError\` with a stable \`code\`, a \`message\` that says what is wrong, and a \`hint\` that says what
to do. Programs branch on the code; messages may change. \`…\` stands for what differs from case to case.

${sections.join('\n\n')}
`
}

function section(code, entries) {
  const unique = [...new Map(entries.map((entry) => [`${entry.message} ${entry.hint}`, entry])).values()]
  const parts = unique.map(({ when, message, hint }) => {
    const said = isSaid(message) ? [`- ${message}`] : []
    const hints = isSaid(hint) ? [`- _To do:_ ${hint}`] : []
    return [...(when === '' ? [] : [when, '']), ...said, ...hints].join('\n').trim()
  })
  return `## ${code}\n\n${parts.join('\n\n')}`
}

/** False for a text that is another one in every case. */
function isSaid(text) {
  return text !== '' && text !== '…'
}

function sourceFiles(directory = join(ROOT, 'packages')) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) {
      return ['node_modules', 'dist', 'test', 'vendor'].includes(entry.name) ? [] : sourceFiles(path)
    }
    const isSource =
      /\/src\//.test(relative(ROOT, path)) && /\.ts$/.test(path) && !/\.test(-d)?\.ts$/.test(path)
    return isSource ? [path] : []
  })
}

/** Objects with a `code` in capitals and a `message`, and calls of `cause(pattern, code, message, hint)`. */
function entriesOf(file) {
  const text = readFileSync(file, 'utf8')
  const entries = []
  for (const { index } of text.matchAll(/\bcode:\s/g)) {
    const properties = readProperties(text, index)
    const codes = [...(properties.code ?? '').matchAll(CODE)].map((match) => match[1])
    if (properties.message === undefined) continue
    for (const code of codes) {
      const { message, hint = '' } = properties
      entries.push({ code, when: commentBefore(text, index), message: plain(message), hint: plain(hint) })
    }
  }
  for (const { 0: call, index } of text.matchAll(/\bcause\(/g)) {
    const [, code, message, hint] = readArguments(text, index + call.length)
    if (code === undefined || !/^'[A-Z_]+'$/.test(code)) continue
    entries.push({ code: code.slice(1, -1), when: '', message: plain(message), hint: plain(hint) })
  }
  return entries
}

/** The properties of an object literal from `start` to its closing brace. */
function readProperties(text, start) {
  const properties = {}
  for (const part of splitTop(text, start)) {
    const match = /^\s*(?:\/\/[^\n]*\n\s*)*(\w+)(?::\s*([\s\S]*))?$/.exec(part)
    if (match !== null) properties[match[1]] = (match[2] ?? match[1]).trim()
  }
  return properties
}

function readArguments(text, start) {
  return splitTop(text, start).map((part) => part.trim())
}

/** Splits at commas that stand in no bracket, string or template, up to the bracket that closes. */
function splitTop(text, start) {
  const parts = []
  let depth = 0
  let from = start
  for (let at = start; at < text.length; at++) {
    const character = text[at]
    if (character === '/' && /[(,]\s*$/.test(text.slice(start - 1, at))) at = skipPattern(text, at)
    else if (`'"\``.includes(character)) at = skipText(text, at)
    else if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character) && depth-- === 0) return [...parts, text.slice(from, at)]
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  return parts
}

function skipText(text, start) {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === text[start]) return at
    else if (text[start] === '`' && text.startsWith('${', at)) at = skipHole(text, at + 2)
  }
  return text.length
}

/** The position of the brace that closes a hole of a template. */
function skipHole(text, start) {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    if (`'"\``.includes(text[at])) at = skipText(text, at)
    else if (text[at] === '{') depth++
    else if (text[at] === '}' && depth-- === 0) return at
  }
  return text.length
}

function skipPattern(text, start) {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '/') return at
  }
  return text.length
}

/** An expression as text for people: its strings, alternatives joined by "or". */
function plain(expression = '') {
  const texts = []
  for (let at = 0; at < expression.length; at++) {
    if (!`'"\``.includes(expression[at])) continue
    const end = skipText(expression, at)
    texts.push({ text: withoutHoles(expression.slice(at + 1, end)), before: expression.slice(0, at) })
    at = end
  }
  // What stands in a comparison is no part of the message.
  const said = texts.filter(({ before }) => !/[=!]==\s*$/.test(before)).map(({ text }) => text)
  return said.filter((text) => text !== '').join(' — or: ') || '…'
}

function withoutHoles(template) {
  let text = ''
  for (let at = 0; at < template.length; at++) {
    if (template[at] === '\\') text += template[++at]
    else if (template.startsWith('${', at)) {
      text += '…'
      at = skipHole(template, at + 2)
    } else text += template[at]
  }
  return text
}

function commentBefore(text, index) {
  const start = text.lastIndexOf('/**', index)
  const end = text.indexOf('*/', start)
  if (start < 0 || end > index) return ''
  // Only the comment of the very function or constant, not one of something before it.
  if ((text.slice(end, index).match(/^(export )?(async )?(function|const) /gm) ?? []).length !== 1) return ''
  const words = text.slice(start + 3, end).replace(/^\s*\* ?/gm, '')
  return words
    .split(/\n\s*@/)[0]
    .replace(/\s+/g, ' ')
    .trim()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, renderErrors())
