/** Finds a program of the host by name, so that a test can say which one it misses. */

import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** The path of the first of these programs that PATH holds, or undefined. */
export async function findProgram(...names: readonly string[]): Promise<string | undefined> {
  const directories = (process.env.PATH ?? '').split(delimiter).filter((directory) => directory !== '')
  for (const name of names) {
    for (const directory of directories) {
      const path = join(directory, name)
      if (await canRun(path)) return path
    }
  }
  return undefined
}

async function canRun(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
