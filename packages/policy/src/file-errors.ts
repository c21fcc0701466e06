/** Errors about configuration files as files and as text: missing, unreadable, too big, malformed. */

import { SandboxError } from './errors.js'
import { formatKeyPath, type KeySegment } from './keypath.js'

/** The named file does not exist. */
export function fileNotFound(file: string, cause: unknown): SandboxError {
  return new SandboxError({
    code: 'POLICY_FILE_NOT_FOUND',
    message: `${file} does not exist.`,
    hint: 'Check the path given with --policy.',
    cause,
  })
}

/** Something other than a regular file stands where a configuration file should be. */
export function notAFile(file: string, found: string): SandboxError {
  return new SandboxError({
    code: 'POLICY_NOT_A_FILE',
    message: `${file} is ${found}, not a regular file.`,
    hint: 'Remove or rename it, or name another file with --policy.',
  })
}

/** The operating system refused to read the file. */
export function fileUnreadable(file: string, cause: unknown): SandboxError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new SandboxError({
    code: 'POLICY_FILE_UNREADABLE',
    message: `${file} cannot be read: ${reason}.`,
    hint: 'Make it readable for you, or name another file with --policy.',
    cause,
  })
}

/** The file is larger than `limit` bytes. */
export function fileTooBig(file: string, size: number, limit: number): SandboxError {
  return new SandboxError({
    code: 'POLICY_FILE_TOO_BIG',
    message: `${file} has ${size} bytes; at most ${limit} are read.`,
    hint: 'Use globs or directories instead of listing every file.',
  })
}

/** Two files in one directory claim to be the configuration. */
export function twoConfigurations(first: string, second: string): SandboxError {
  return new SandboxError({
    code: 'POLICY_TWO_FILES',
    message: `${first} and ${second} both exist; only one may.`,
    hint: `Remove one of them, or choose one with --policy.`,
  })
}

/** The name ends in neither `.toml` nor `.json`. */
export function unknownFormat(file: string): SandboxError {
  return new SandboxError({
    code: 'POLICY_UNKNOWN_FORMAT',
    message: `${file} is neither a .toml nor a .json file.`,
    hint: 'Give the file a name that ends in .toml or .json.',
  })
}

/** The bytes are no UTF-8. `offset` is at most three bytes off: a decoder waits for the rest of a character. */
export function notUtf8(file: string, offset: number): SandboxError {
  return new SandboxError({
    code: 'POLICY_NOT_UTF8',
    message: `${file} is not valid UTF-8 (near byte ${offset}).`,
    hint: 'Save the file as UTF-8.',
  })
}

/** The text is not TOML or not JSON. Lines and columns count from 1. */
export function syntaxError(
  file: string,
  format: 'toml' | 'json',
  problem: string,
  at: { readonly line: number; readonly column: number },
  cause?: unknown,
): SandboxError {
  return new SandboxError({
    code: 'POLICY_SYNTAX',
    message: `${file}:${at.line}:${at.column}: invalid ${format.toUpperCase()}: ${problem}.`,
    hint: `Correct line ${at.line}${format === 'toml' ? '; keys with characters other than letters, digits, - and _ need quotes' : ''}.`,
    cause,
  })
}

/** One key is written twice with different meaning, or twice in JSON. */
export function duplicateJsonKey(
  file: string,
  key: string,
  at: { readonly line: number; readonly column: number },
): SandboxError {
  return new SandboxError({
    code: 'POLICY_DUPLICATE_KEY',
    message: `${file}:${at.line}:${at.column}: the key ${JSON.stringify(key)} is written twice.`,
    hint: 'Keep one of them.',
  })
}

/** Tables or lists are nested more deeply than the format has levels. */
export function tooDeep(file: string, path: readonly KeySegment[], limit: number): SandboxError {
  return new SandboxError({
    code: 'POLICY_TOO_DEEP',
    message: `${file}: ${formatKeyPath(path)} is nested more than ${limit} levels deep.`,
    hint: 'No key of a policy needs that many levels; look for dots in unquoted keys.',
  })
}

/** A string or key holds a NUL character, which no path, name or host can contain. */
export function nulInText(file: string, path: readonly KeySegment[]): SandboxError {
  return new SandboxError({
    code: 'POLICY_NUL',
    message: `${file}: ${formatKeyPath(path)} contains a NUL character.`,
    hint: 'Remove the NUL (written \\u0000).',
  })
}

/** A key that would touch the prototype of an object. */
export function unsafeKey(file: string, path: readonly KeySegment[]): SandboxError {
  return new SandboxError({
    code: 'POLICY_UNKNOWN_KEY',
    message: `${file}: ${formatKeyPath(path)}: the key __proto__ is not allowed anywhere.`,
    hint: 'Remove it.',
  })
}
