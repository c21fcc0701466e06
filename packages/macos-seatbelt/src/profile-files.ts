/** Names the files that hold profiles, and removes those whose makers were killed before they could. */

import { randomBytes } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** `1234-0123456789abcdef01234567.sb`: who made it, and which one. */
const NAME = /^(\d+)-[0-9a-f]{24}\.sb$/

/** A name that nobody has and nobody can guess. Nothing is made. */
export function newProfileFile(directory: string): string {
  return join(directory, `${process.pid}-${randomBytes(12).toString('hex')}.sb`)
}

/** Removes the files of processes that are gone. One whose number was given to another process stays until that ends. */
export function sweepProfileFiles(directory: string): void {
  for (const name of readdirSync(directory)) {
    const [, pid] = NAME.exec(name) ?? []
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(directory, name), { force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
