/** Compiles what attacks and their bait are written in. */

import { execFile } from 'node:child_process'
import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Attack } from '../attack.js'

const HERE = join(import.meta.dirname, '..')
const AT_ONCE = 2
const FLAGS = ['-O0', '-w', '-pthread'] as const
const run = promisify(execFile)

/** Where the program of an attack is. */
export function programFile(directory: string, { id }: Attack): string {
  return join(directory, id.replace('/', '-'))
}

/** Every program in C, and `bait`. The header, which is most of the work, is read once. */
export async function compile(attacks: readonly Attack[], directory: string): Promise<void> {
  await copyFile(join(HERE, 'attack.h'), join(directory, 'attack.h'))
  await run('cc', [...FLAGS, '-x', 'c-header', join(directory, 'attack.h')])
  const waiting = [
    async () => await cc(join(HERE, 'bait.c'), join(directory, 'bait'), directory),
    ...attacks
      .filter(({ program }) => program.language === 'c')
      .map((attack) => async () => {
        const file = programFile(directory, attack)
        await writeFile(`${file}.c`, `#include "attack.h"\n#line 1 "${attack.id}"\n${attack.program.text}`)
        await cc(`${file}.c`, file, directory)
      }),
  ]
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

async function cc(source: string, output: string, directory: string): Promise<void> {
  await run('cc', [...FLAGS, '-iquote', directory, source, '-o', output, '-lrt', '-lutil'])
}
