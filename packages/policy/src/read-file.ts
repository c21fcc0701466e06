/** Reads a configuration file once, safely: regular files only, bounded, valid UTF-8. */

import { constants } from 'node:fs'
import { type FileHandle, open, readdir, stat } from 'node:fs/promises'
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
  const isDirectory = await stat(file).then(
    (entry) => entry.isDirectory(),
    () => false,
  )
  if (isDirectory) throw notAFile(file, 'a directory')
  throw fileNotFound(file, undefined)
}

/**
 * Reads `file`, or answers undefined when there is none.
 *
 * An empty directory of that name counts as none: while a command runs, the sandbox occupies a protected name
 * that is missing with an empty directory, and a second command started meanwhile must not stumble over it.
 */
export async function readPolicyTextIfPresent(file: string): Promise<PolicyText | undefined> {
  let handle: FileHandle
  try {
    // THREAT: a named pipe would block the open for ever; O_NONBLOCK returns and the kind is judged below.
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    return absentOrThrow(file, error)
  }
  try {
    const entry = await handle.stat()
    if (entry.isDirectory()) return await emptyDirectoryOrThrow(file)
    if (!entry.isFile()) throw notAFile(file, 'a special file')
    if (entry.size > MAX_POLICY_BYTES) throw fileTooBig(file, entry.size, MAX_POLICY_BYTES)
    const bytes = await handle.readFile()
    // The file may have grown between the two calls.
    if (bytes.length > MAX_POLICY_BYTES) throw fileTooBig(file, bytes.length, MAX_POLICY_BYTES)
    return { file, bytes, text: decodeUtf8(file, bytes) }
  } finally {
    await handle.close()
  }
}

async function absentOrThrow(file: string, error: unknown): Promise<undefined> {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return undefined
    // Windows refuses to open a directory as a file.
    case 'EISDIR':
    case 'EPERM':
    case 'EACCES': {
      const isDirectory = await stat(file).then(
        (entry) => entry.isDirectory(),
        () => false,
      )
      if (isDirectory) return await emptyDirectoryOrThrow(file)
      throw fileUnreadable(file, error)
    }
    // A socket.
    case 'ENXIO':
      throw notAFile(file, 'a special file')
    default:
      throw fileUnreadable(file, error)
  }
}

async function emptyDirectoryOrThrow(file: string): Promise<undefined> {
  const names = await readdir(file).catch((error: unknown) => {
    throw fileUnreadable(file, error)
  })
  if (names.length > 0) throw notAFile(file, 'a directory')
  return undefined
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
