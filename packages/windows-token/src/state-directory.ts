/** Says where this backend remembers what it did: the user's own, and outside of what roams to other machines. Pure. */

import { win32 } from 'node:path'
import { variable } from './launch/environment-block.js'

/**
 * `%LOCALAPPDATA%\sandbox\windows-token`. A relative value is ignored: it would depend on the working directory.
 *
 * @example stateDirectoryOf('C:\\Users\\me', process.env) // C:\Users\me\AppData\Local\sandbox\windows-token
 */
export function stateDirectoryOf(
  home: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const given = Object.entries(environment).filter((each): each is [string, string] => each[1] !== undefined)
  const local = variable(Object.fromEntries(given), 'LOCALAPPDATA')
  const base =
    local !== undefined && /^[A-Za-z]:\\/.test(local) ? local : win32.join(home, 'AppData', 'Local')
  return win32.join(base, 'sandbox', 'windows-token')
}
