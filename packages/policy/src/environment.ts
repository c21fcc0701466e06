/** Decides which environment variables a command sees. */

import type { EnvironmentPolicy } from './profile.js'
import type { ResolvedPolicy } from './resolved.js'

/** Names that hold secrets more often than not; dropped unless `keep` lists them. */
export const SECRET_PATTERNS: readonly string[] = [
  '*KEY*',
  '*SECRET*',
  '*TOKEN*',
  '*PASSWORD*',
  '*CREDENTIAL*',
  '*PASSWD*',
  '*PASSPHRASE*',
  '*_PWD',
  '*_PAT',
  '*_AUTH',
]

/** What `inherit = "core"` keeps on Linux and macOS. */
export const CORE_NAMES: readonly string[] =
  'PATH SHELL HOME USER LOGNAME LANG LC_ALL LC_CTYPE TZ TERM COLORTERM TMPDIR TMP TEMP'.split(' ')

/** What `inherit = "core"` keeps on Windows. */
export const CORE_NAMES_WINDOWS: readonly string[] = (
  'PATH PATHEXT COMSPEC SHELL SYSTEMROOT SYSTEMDRIVE WINDIR USERNAME USERDOMAIN USERPROFILE HOMEDRIVE HOMEPATH ' +
  'PROGRAMFILES PROGRAMFILES(X86) PROGRAMW6432 PROGRAMDATA COMMONPROGRAMFILES LOCALAPPDATA APPDATA TEMP TMP ' +
  'NUMBER_OF_PROCESSORS PROCESSOR_ARCHITECTURE OS'
).split(' ')

/** A variable the command does not see, and why. */
export interface DroppedVariable {
  readonly name: string
  /** `inherit`, `only`, or the pattern that matched, such as `secret *TOKEN*` or `exclude AWS_*`. */
  readonly because: string
}

/** The command's environment and what was left out, sorted by name. */
export interface BuiltEnvironment {
  readonly environment: Readonly<Record<string, string>>
  readonly dropped: readonly DroppedVariable[]
}

/**
 * Applies, in this order: `inherit`, the secret patterns (without what `keep` lists), `exclude`, `set`, `only`.
 * Names keep their spelling; patterns ignore case. On Windows two names that differ in case only are one.
 *
 * @example
 * buildEnvironment(policy.environment, process.env, 'linux').dropped // [{ name: 'NPM_TOKEN', because: 'secret *TOKEN*' }]
 */
export function buildEnvironment(
  policy: EnvironmentPolicy,
  source: Readonly<Record<string, string | undefined>>,
  platform: ResolvedPolicy['platform'],
): BuiltEnvironment {
  const kept = new Map<string, readonly [name: string, value: string]>()
  const dropped = new Map<string, DroppedVariable>()
  const identity = (name: string) => (platform === 'win32' ? name.toUpperCase() : name)
  const reasonToDrop = dropRules(policy, platform)
  for (const [name, value] of Object.entries(source)) {
    if (value === undefined) continue
    const because = reasonToDrop(name)
    if (because === undefined) kept.set(identity(name), [name, value])
    else dropped.set(identity(name), { name, because })
  }
  for (const [name, value] of Object.entries(policy.set)) {
    kept.set(identity(name), [name, value])
    dropped.delete(identity(name))
  }
  if (policy.only !== undefined) {
    const survives = anyMatches(policy.only)
    for (const [key, [name]] of kept) {
      if (survives(name) !== undefined) continue
      kept.delete(key)
      dropped.set(key, { name, because: 'only' })
    }
  }
  const byName = ([a]: readonly [string, string], [b]: readonly [string, string]) => (a < b ? -1 : 1)
  return {
    environment: Object.fromEntries([...kept.values()].sort(byName)),
    dropped: [...dropped.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

function dropRules(
  policy: EnvironmentPolicy,
  platform: ResolvedPolicy['platform'],
): (name: string) => string | undefined {
  const core = new Set(platform === 'win32' ? CORE_NAMES_WINDOWS : CORE_NAMES)
  const secret = anyMatches(SECRET_PATTERNS)
  const keep = anyMatches(policy.keep)
  const exclude = anyMatches(policy.exclude)
  return (name) => {
    if (policy.inherit === 'none') return 'inherit'
    if (policy.inherit === 'core' && !core.has(name.toUpperCase())) return 'inherit'
    const secretPattern = secret(name)
    if (secretPattern !== undefined && keep(name) === undefined) return `secret ${secretPattern}`
    const excluded = exclude(name)
    return excluded === undefined ? undefined : `exclude ${excluded}`
  }
}

/** Answers with the first pattern that matches a name. */
function anyMatches(patterns: readonly string[]): (name: string) => string | undefined {
  const folded = patterns.map((pattern) => [pattern, pattern.toUpperCase()] as const)
  return (name) => {
    const text = name.toUpperCase()
    return folded.find(([, wanted]) => matches(wanted, text))?.[0]
  }
}

/** `*` is any text, `?` one character, everything else itself, without regard to case. Never slower than length × length. */
export function nameMatches(pattern: string, name: string): boolean {
  return matches(pattern.toUpperCase(), name.toUpperCase())
}

/** Most patterns are a word with stars around it, and most names do not contain it. */
const WORD = /^\*([^*?]+)\*?$/

function matches(wanted: string, text: string): boolean {
  const word = WORD.exec(wanted)?.[1]
  if (word !== undefined && !text.includes(word)) return false
  let at = 0
  let position = 0
  let star = -1
  let resume = 0
  while (position < text.length) {
    if (wanted[at] === '*') {
      star = at++
      resume = position
    } else if (wanted[at] === '?' || wanted[at] === text[position]) {
      at++
      position++
    } else if (star >= 0) {
      at = star + 1
      position = ++resume
    } else return false
  }
  while (wanted[at] === '*') at++
  return at === wanted.length
}
