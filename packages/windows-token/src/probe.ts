/** Looks at the host once: its drives, its kernel, and the files a policy speaks about. */

import { lstatSync, statSync } from 'node:fs'
import { win32 } from 'node:path'
import { type FileView, hostFiles } from '@sandbox/policy'
import { helperFailed } from './errors.js'
import type { DriveFact, HostFacts, PathFact } from './facts.js'
import { type HelperSession, OPERATION } from './launch/session.js'

/** `DRIVE_REMOTE` of `GetDriveType`. */
const DRIVE_REMOTE = 4
/** `FILE_PERSISTENT_ACLS` of `GetVolumeInformation`. */
const PERSISTENT_ACLS = 0x8

/** Who is asked about drives. */
type Session = Pick<HelperSession, 'ask'>

/**
 * What the helper and the disk say.
 *
 * @param files another look at the drives, only in tests
 * @throws SandboxError `HELPER_FAILED`
 */
export async function probe(
  session: Session,
  own: Pick<HostFacts, 'stateDirectory' | 'helper'>,
  files: Pick<FileView, 'kind'> = hostFiles,
): Promise<HostFacts> {
  const { code, body } = await session.ask(OPERATION.covered)
  if (code !== 0) throw helperFailed('asking what the kernel restricts', String(code))
  return {
    ...own,
    look: lookAtDisk,
    drives: await readDrives(session, files),
    coveredRights: body.readUInt32LE(0),
  }
}

/**
 * INVARIANT: by the look that resolves `:root`, to which an empty reader or a locked drive is missing. A drive that only
 * one of the two sees would be a drive that no rule opens.
 */
async function readDrives(
  session: Session,
  files: Pick<FileView, 'kind'>,
): Promise<ReadonlyMap<string, DriveFact>> {
  const found = new Map<string, DriveFact>()
  for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
    const root = `${letter}:\\`
    if (files.kind(root) === 'missing') continue
    const { code, body } = await session.ask(OPERATION.drive, Buffer.from(`${root}\0`, 'utf16le'))
    const remote = body.readUInt32LE(0) === DRIVE_REMOTE
    // A drive that says nothing about itself keeps nothing either.
    const persistentAcls = code === 0 && (body.readUInt32LE(4) & PERSISTENT_ACLS) !== 0
    found.set(root, { remote, persistentAcls })
  }
  return found
}

/** What stands at a path of this host now. */
export function lookAtDisk(path: string): PathFact {
  try {
    const stats = lstatSync(path)
    if (stats.isSymbolicLink()) return { kind: 'link' }
    return { kind: stats.isDirectory() ? 'directory' : 'file' }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Something that may not be looked at is there.
    return { kind: code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'file' }
  }
}

/** True for an existing path that is no directory. An alias of the Store, which cannot be looked at, is none. */
export function isFileOnDisk(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** The drive letters that a policy speaks about: for looking at a policy on a host that has none. */
export function assumedFacts(paths: readonly string[]): HostFacts {
  const drives = new Map<string, DriveFact>()
  for (const path of paths) {
    const { root } = win32.parse(path)
    if (/^[A-Za-z]:/.test(root)) drives.set(root.toUpperCase(), { remote: false, persistentAcls: true })
  }
  return {
    look: () => ({ kind: 'directory' }),
    drives,
    stateDirectory: 'C:\\Users\\Default\\AppData\\Local\\sandbox',
    helper: 'C:\\Program Files\\sandbox\\sandbox-token.exe',
  }
}
