/** Reads a configuration file once, safely: regular files only, bounded, valid UTF-8. */

import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { fileNotFound, fileTooBig, fileUnreadable, notAFile, notUtf8 } from './file-errors.js'

/** The largest configuration file that is read, in bytes. */
export const MAX_POLICY_BYTES = 1024 * 1024

/** A file as it was read: its bytes are what trust is about, its text is what is parsed. */
export interface PolicyText {
  readonly file: string
  readonly bytes: Uint8Array
  readonly text: string
}

/**
 * Reads `file`, which must exist.
 *
 * @throws SandboxError `POLICY_FILE_NOT_FOUND`, `POLICY_NOT_A_FILE`, `POLICY_FILE_UNREADABLE`,
 * `POLICY_FILE_TOO_BIG`, `POLICY_NOT_UTF8`
 */
export async function readPolicyText(file: string): Promise<PolicyText> {
  const found = await readPolicyTextIfPresent(file)
  if (found !== undefined) return found
  if (isDirectory(file)) throw notAFile(file, 'a directory')
  throw fileNotFound(file, undefined)
}

/**
 * Reads `file`, or answers undefined when there is none.
 *
 * An empty directory of that name counts as none: while a command runs, the sandbox occupies a protected name
 * that is missing with an empty directory, and a second command started meanwhile must not stumble over it.
 */
export async function readPolicyTextIfPresent(file: string): Promise<PolicyText | undefined> {
  // Synchronously: these files are small, and loading node:fs/promises takes longer than reading them all.
  let descriptor: number
  try {
    // Most of them are missing, and an error takes longer to make than the question.
    if (statSync(file, { throwIfNoEntry: false }) === undefined) return undefined
    // THREAT: a named pipe would block the open for ever; O_NONBLOCK returns and the kind is judged below.
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    absentOrThrow(file, error)
    return undefined
  }
  try {
    const entry = fstatSync(descriptor)
    if (entry.isDirectory()) {
      emptyOrThrow(file)
      return undefined
    }
    if (!entry.isFile()) throw notAFile(file, 'a special file')
    if (entry.size > MAX_POLICY_BYTES) throw fileTooBig(file, entry.size, MAX_POLICY_BYTES)
    const bytes = readFileSync(descriptor)
    // The file may have grown between the two calls.
    if (bytes.length > MAX_POLICY_BYTES) throw fileTooBig(file, bytes.length, MAX_POLICY_BYTES)
    return { file, bytes, text: decodeUtf8(file, bytes) }
  } finally {
    closeSync(descriptor)
  }
}

function absentOrThrow(file: string, error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return
    // Windows refuses to open a directory as a file.
    case 'EISDIR':
    case 'EPERM':
    case 'EACCES':
      if (!isDirectory(file)) throw fileUnreadable(file, error)
      emptyOrThrow(file)
      return
    // A socket.
    case 'ENXIO':
      throw notAFile(file, 'a special file')
    default:
      throw fileUnreadable(file, error)
  }
}

function isDirectory(file: string): boolean {
  try {
    return statSync(file).isDirectory()
  } catch {
    return false
  }
}

function emptyOrThrow(file: string): void {
  let names: readonly string[]
  try {
    names = readdirSync(file)
  } catch (error) {
    throw fileUnreadable(file, error)
  }
  if (names.length > 0) throw notAFile(file, 'a directory')
}

/** @throws SandboxError `POLICY_NOT_UTF8` naming where the first bad byte is */
function decodeUtf8(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw notUtf8(file, firstBadByte(bytes))
  }
}

/** Where decoding first fails, found by halving: every prefix before it decodes as a stream, none after does. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0
  let bad = bytes.length
  while (good < bad) {
    const middle = (good + bad + 1) >> 1
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true })
      good = middle
    } catch {
      bad = middle - 1
    }
  }
  return good
}
