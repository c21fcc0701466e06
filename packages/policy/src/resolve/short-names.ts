/** Spells Windows paths with the long names of the disk: `C:\PROGRA~1` and `C:\Program Files` are one place. */

import { win32 } from 'node:path'
import type { FileView } from '../files.js'
import { componentsOf, joinPath, type Platform } from '../paths.js'

/** Eight letters at most, made up by the system. A long name may look the same; then it stays. */
const SHORT = /~\d/

/**
 * The normal path with each short name replaced, as far as it exists. Links stay links.
 *
 * THREAT: a rule for one spelling says nothing about the other, and `%TEMP%` often has the short one.
 */
export function withLongNames(path: string, files: FileView, platform: Platform): string {
  if (platform !== 'win32' || !SHORT.test(path)) return path
  const { root } = win32.parse(path)
  let place = root
  for (const name of componentsOf(path, platform).slice(1)) {
    const asked = joinPath(place, name, platform)
    const kind = SHORT.test(name) ? files.kind(asked) : 'missing'
    const real = kind === 'missing' || kind === 'link' ? undefined : files.realpath(asked)
    place = real === undefined ? asked : joinPath(place, win32.basename(real), platform)
  }
  return place
}
