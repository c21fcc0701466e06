/** Writes the stand-ins of programs that connect by themselves. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unlessBusy } from '../capability/unless-busy.js'
import { DENY_BIN } from './network-environment.js'

/** Makes the directory, or mends it. Returns its path. */
export function makeDenyBin(stateDirectory: string): string {
  const directory = join(stateDirectory, 'deny-bin')
  mkdirSync(directory, { recursive: true })
  for (const [name, text] of Object.entries(DENY_BIN)) {
    const path = join(directory, name)
    if (textOf(path) !== text) unlessBusy(() => writeFileSync(path, text))
  }
  return directory
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
