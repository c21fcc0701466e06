/** Normalises the keys and subpaths of a filesystem table, and tells which of them are the same path. */

import type { Access } from './access.js'
import { globProblem, hasGlob } from './glob.js'
import { nearestWord } from './nearest.js'
import { normalPath } from './paths.js'
import type { RuleSource } from './profile.js'
import { badGlob, badPathKey, globNotDeny, retiredName } from './profile-errors.js'
import { renamedPath } from './retired.js'

/** Every special key; true when subpaths may stand below it. */
export const SPECIAL_KEYS: Readonly<Record<string, boolean>> = {
  ':root': false,
  ':minimal': false,
  ':workspace_roots': true,
  ':tmpdir': false,
  ':slash_tmp': false,
  ':home': true,
}

/** True for `C:\…`, `C:/…` and `\\server\…`. */
const WINDOWS_PATH = /^(?:[A-Za-z]:[\\/]|\\\\)/

const DIRECTORY_SUFFIX = /(?:[\\/]\*\*)+[\\/]?$/

/** A rule's place in the tree, normalised. */
export interface PathKey {
  readonly key: string
  readonly subpath: string
}

/**
 * Normalises one entry: repeated and trailing slashes and `.` vanish, `/**` behind read and write as well.
 *
 * @throws SandboxError `POLICY_BAD_PATH`, `POLICY_BAD_GLOB`, `POLICY_GLOB_NOT_DENY`, `POLICY_RETIRED_NAME`
 */
export function normalPathKey(key: string, subpath: string, access: Access, source: RuleSource): PathKey {
  if (key.startsWith(':')) checkSpecial(key, subpath, source)
  const normalKey = key.startsWith(':') ? key : normalText(key, access, source)
  const normalSubpath = subpath === '.' ? '.' : normalSubpathOf(subpath, access, source)
  if (access === 'deny') {
    const pattern = normalSubpath === '.' ? normalKey : `${normalKey}/${normalSubpath}`
    const problem = hasGlob(pattern) ? globProblem(pattern) : undefined
    if (problem !== undefined) throw badGlob(source, problem)
    // A glob has no directory to hang a subpath on: together they are one glob.
    if (hasGlob(normalKey)) return { key: pattern, subpath: '.' }
  } else if (hasGlob(normalKey) || hasGlob(normalSubpath)) {
    throw globNotDeny(source, access)
  }
  return { key: normalKey, subpath: normalSubpath }
}

/** The same text for every spelling of the same path; what merging goes by. */
export function pathIdentity({ key, subpath }: PathKey): string {
  const base = key === ':home' ? '~' : key
  if (subpath === '.') return base === '/' ? ':root' : base
  return base.endsWith('/') || base.endsWith('\\') ? `${base}${subpath}` : `${base}/${subpath}`
}

function checkSpecial(key: string, subpath: string, source: RuleSource): void {
  const replacement = renamedPath(key)
  if (replacement !== undefined) throw retiredName(source, key, JSON.stringify(replacement))
  if (!Object.hasOwn(SPECIAL_KEYS, key)) {
    const known = Object.keys(SPECIAL_KEYS)
    const [special = '', ...below] = key.split('/')
    if (SPECIAL_KEYS[special] === true && Object.hasOwn(SPECIAL_KEYS, special)) {
      const table = `"${special}" = { ${JSON.stringify(below.join('/'))} = … }`
      throw badPathKey(source, `${key} mixes a special key and a subpath`, `Write ${table}.`)
    }
    const nearest = nearestWord(key, known)
    const hint = nearest === undefined ? `Special keys: ${known.join(', ')}.` : `Did you mean ${nearest}?`
    throw badPathKey(source, `${key} is not a known special key`, hint)
  }
  if (subpath !== '.' && SPECIAL_KEYS[key] === false) {
    throw badPathKey(
      source,
      `${key} takes no subpaths`,
      'Only "." may stand below it; write the rule for the full path instead.',
    )
  }
}

function normalText(key: string, access: Access, source: RuleSource): string {
  const text = access === 'deny' ? key : directoryOf(key)
  if (text.includes('..') && text.split(WINDOWS_PATH.test(text) ? /[\\/]/ : '/').includes('..')) {
    throw badPathKey(source, `${JSON.stringify(key)} contains ".."`, 'Write the path without "..".')
  }
  if (WINDOWS_PATH.test(text)) {
    const slashes = text.replaceAll('\\', '/')
    const isDevice = /^\/\/[?.]\//.test(slashes)
    return !isDevice && hasGlob(slashes) ? slashes : normalPath(text, 'win32')
  }
  if (text === '~') return text
  if (text.startsWith('~/')) {
    const rest = normalPath(text.slice(1), 'linux')
    return rest === '/' ? '~' : `~${rest}`
  }
  if (text.startsWith('/')) return normalPath(text, 'linux')
  throw badPathKey(
    source,
    `${JSON.stringify(key)} is neither absolute, nor "~", nor starts with "~/" or ":"`,
    text.startsWith('~')
      ? 'Only your own home directory can be abbreviated; write the full path.'
      : `Put paths of the project below ":workspace_roots", such as ":workspace_roots" = { ${JSON.stringify(key)} = "${access}" }.`,
  )
}

function normalSubpathOf(subpath: string, access: Access, source: RuleSource): string {
  const text = access === 'deny' ? subpath : directoryOf(subpath)
  if (text === '' && subpath !== '') return '.'
  if (WINDOWS_PATH.test(text) || /^[\\/]/.test(text)) {
    throw badPathKey(
      source,
      `the subpath ${JSON.stringify(subpath)} is absolute`,
      'Write it relative to the key above it.',
    )
  }
  const trimmed = text.endsWith('/') ? text.slice(0, -1) : text
  // THREAT: on Windows a backslash separates too, so `..\\x` must not pass as one strange name.
  for (const name of trimmed.split(/[\\/]/)) {
    if (name === '' || name === '.' || name === '..') {
      const what = name === '' ? 'an empty name' : JSON.stringify(name)
      throw badPathKey(
        source,
        `the subpath ${JSON.stringify(subpath)} contains ${what}`,
        'A subpath names something below its key; write a full path as a key of its own to reach elsewhere.',
      )
    }
  }
  return trimmed
}

/** `docs/**` opens the same as `docs`. */
function directoryOf(text: string): string {
  if (!text.includes('**')) return text
  if (text === '**') return ''
  const directory = text.replace(DIRECTORY_SUFFIX, '')
  return directory === '' && text.startsWith('/') ? '/' : directory
}
