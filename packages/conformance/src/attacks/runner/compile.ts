/** Compiles what attacks and their bait are written in. */

import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Attack } from '../attack.js'

const HERE = join(import.meta.dirname, '..')
const AT_ONCE = 2
const run = promisify(execFile)

/** Where the program of an attack is. */
export function programFile(directory: string, { id }: Attack): string {
  return join(directory, id.replace('/', '-'))
}

/** Every program in C, and `bait`. */
export async function compile(attacks: readonly Attack[], directory: string): Promise<void> {
  const waiting = [
    async () => await cc(join(HERE, 'bait.c'), join(directory, 'bait')),
    ...attacks
      .filter(({ program }) => program.language === 'c')
      .map((attack) => async () => {
        const file = programFile(directory, attack)
        await writeFile(`${file}.c`, `#include "attack.h"\n#line 1 "${attack.id}"\n${attack.program.text}`)
        await cc(`${file}.c`, file)
      }),
  ]
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

async function cc(source: string, output: string): Promise<void> {
  const flags = ['-O1', '-w', '-pthread', `-I${HERE}`]
  await run('cc', [...flags, source, '-o', output, '-lrt', '-lutil'])
}
