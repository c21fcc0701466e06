/** Says which paths a deny glob matches: the public face of the glob language. */

import { GlobAutomaton } from './glob/automaton.js'
import { type PathText, pathText } from './glob/bytes.js'
import { classEnd, type GlobToken, parseGlob } from './glob/parse.js'
import { globInvalid } from './path-errors.js'
import { foldCase, type Platform } from './paths.js'

export type { PathText } from './glob/bytes.js'
export { type CodeRange, type GlobToken, type ParsedGlob, parseGlob } from './glob/parse.js'

/**
 * True when a text has wildcards: `*`, `?`, or a `[` that is closed in the same name.
 *
 * @example hasGlob('docs/[draft') // false: an unclosed bracket is a name like any other
 */
export function hasGlob(text: string): boolean {
  if (/[*?]/.test(text)) return true
  for (let at = text.indexOf('['); at !== -1; at = text.indexOf('[', at + 1)) {
    if (classEnd(text, at) !== undefined) return true
  }
  return false
}

/**
 * What is wrong with a glob, as words that complete "the glob is not valid: …", or undefined.
 *
 * @example globProblem('[z-a]') // 'the range in the class [z-a] runs backwards'
 */
export function globProblem(pattern: string): string | undefined {
  return parseGlob(pattern).problem
}

/** Spells a plain path so that it matches only itself inside a glob. */
export function escapeGlob(text: string): string {
  return text.replace(/[*?[]/g, '[$&]')
}

/** A glob cut where its wildcards begin. */
export interface SplitGlob {
  /** The directory before the first name with a wildcard, as a plain path with `/`. */
  readonly base: string
  /** The names from there on, as a glob. */
  readonly rest: string
}

/** Cuts an absolute glob with `/` between names at its first wildcard. */
export function splitGlob(pattern: string): SplitGlob {
  const names = pattern.split('/').filter((name, index) => name !== '' || index === 0)
  const plain: string[] = []
  for (const name of names.slice(0, -1)) {
    const text = plainText(name)
    if (text === undefined) break
    plain.push(text)
  }
  const base = plain.join('/')
  return { base: base === '' ? '/' : base, rest: names.slice(plain.length).join('/') }
}

/**
 * The directory where a search for matches of an absolute glob starts. It may match itself: `dir` with a
 * trailing `/**` denies `dir` too.
 *
 * @throws SandboxError `GLOB_INVALID`
 * @example globBase('/repo/src/*.env') // '/repo/src'
 */
export function globBase(pattern: string): string {
  tokensOf(pattern)
  return splitGlob(pattern).base
}

function plainText(name: string): string | undefined {
  const codes: number[] = []
  for (const token of tokensOf(name)) {
    if (token.kind !== 'char') return undefined
    codes.push(token.code)
  }
  return String.fromCodePoint(...codes)
}

function tokensOf(pattern: string): readonly GlobToken[] {
  const parsed = parseGlob(pattern)
  if (parsed.problem !== undefined) throw globInvalid(pattern, parsed.problem)
  return parsed.tokens
}

/** One glob, ready to be asked. Paths are normal; on Windows give them with `/` between names. */
export interface GlobMatcher {
  readonly pattern: string
  readonly base: string
  /** True when the glob matches exactly this path. */
  matches(path: PathText): boolean
  /** True when the glob matches this path or a directory above it: what a deny glob denies. */
  denies(path: PathText): boolean
}

/**
 * Compiles one glob. Time to match is linear in the path, for every glob.
 *
 * @throws SandboxError `GLOB_INVALID`
 * @example compileGlob('/repo/' + '**' + '/*.env', { caseSensitive: true }).denies('/repo/a/.env') // true
 */
export function compileGlob(pattern: string, options: { readonly caseSensitive: boolean }): GlobMatcher {
  const fold = options.caseSensitive ? (text: string) => text : (text: string) => foldCase(text, 'win32')
  const automaton = new GlobAutomaton([tokensOf(pattern)], fold)
  return {
    pattern,
    base: splitGlob(pattern).base,
    matches: (path) => automaton.firstAt(fold(pathText(path))) !== -1,
    denies: (path) => automaton.firstAtOrAbove(fold(pathText(path))) !== -1,
  }
}

/** Many globs in one machine. */
export interface GlobSet {
  /** The index of the first glob that matches the path or, shallowest first, a directory above it; -1 if none. */
  denying(path: PathText): number
  /** The same question for many names in one directory that is not denied itself; faster than whole paths. */
  inside(directory: string): (name: string) => number
}

/**
 * Compiles many globs into one matcher whose cost does not grow with their number.
 *
 * @throws SandboxError `GLOB_INVALID`
 */
export function compileGlobs(patterns: readonly string[], platform: Platform): GlobSet {
  if (patterns.length === 0) return { denying: () => -1, inside: () => () => -1 }
  const fold = (text: string) => foldCase(text, platform)
  // Patterns have single slashes, so a share begins with one here.
  const slashes = (text: string) =>
    platform === 'win32' ? text.replaceAll('\\', '/').replace(/^\/\//, '/') : text
  const composed = (text: string) => (platform === 'darwin' ? text.normalize('NFC') : text)
  const automaton = new GlobAutomaton(
    patterns.map((pattern) => tokensOf(composed(pattern))),
    fold,
  )
  const normal = (path: PathText) => slashes(fold(pathText(path)))
  return {
    denying: (path) => automaton.firstAtOrAbove(normal(path)),
    inside(directory) {
      const matching = automaton.inside(normal(directory === '/' ? '/' : `${directory}/`))
      return (name) => matching(fold(name))
    },
  }
}
