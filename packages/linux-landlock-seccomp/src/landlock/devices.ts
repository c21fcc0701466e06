/** Devices, which Landlock alone keeps closed although the directory that holds them is open. */

import type { Split } from './openings.js'

/**
 * THREAT: a disk is every file on it, and a terminal what is typed into it, denied or not. So devices are not even read
 * because of a rule for a directory around them.
 */
export const DEVICE_TREE = '/dev'

/** Can everything that is closed in `/` be read, but for devices? Then nothing speaks against listing all directories. */
export function isForDevices({ path, unreadable }: Split): boolean {
  return path === '/' && unreadable.length > 0 && unreadable.every((each) => each === DEVICE_TREE)
}
