/** Looks at the host once: its drives, its kernel, and the files a policy speaks about. */

import { lstatSync, statSync } from 'node:fs'
import { win32 } from 'node:path'
import { helperFailed } from './errors.js'
import type { DriveFact, HostFacts, PathFact } from './facts.js'
import { type HelperSession, OPERATION } from './launch/session.js'

/** `DRIVE_REMOTE` of `GetDriveType`. */
const DRIVE_REMOTE = 4
/** `FILE_PERSISTENT_ACLS` of `GetVolumeInformation`. */
const PERSISTENT_ACLS = 0x8

/**
 * What the helper and the disk say.
 *
 * @throws SandboxError `HELPER_FAILED`
 */
export async function probe(
  session: HelperSession,
  own: Pick<HostFacts, 'stateDirectory' | 'helper'>,
): Promise<HostFacts> {
  const { code, body } = await session.ask(OPERATION.covered)
  if (code !== 0) throw helperFailed('asking what the kernel restricts', String(code))
  return { ...own, look: lookAtDisk, drives: await readDrives(session), coveredRights: body.readUInt32LE(0) }
}

async function readDrives(session: HelperSession): Promise<ReadonlyMap<string, DriveFact>> {
  const found = new Map<string, DriveFact>()
  for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
    const root = `${letter}:\\`
    if (statSync(root, { throwIfNoEntry: false }) === undefined) continue
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
