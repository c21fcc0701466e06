/** Finds every attack: one file each, in a directory for each surface. */

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Attack } from '../attack.js'

const HERE = join(import.meta.dirname, '..')
/** These are no surfaces. */
const NOT_ATTACKS = ['runner']

/** @throws Error when a file has no attack, or one of another name */
export async function catalogue(): Promise<readonly Attack[]> {
  const surfaces = readdirSync(HERE, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !NOT_ATTACKS.includes(entry.name))
    .map(({ name }) => name)
    .sort()
  const names = surfaces.flatMap((surface) =>
    readdirSync(join(HERE, surface))
      .sort()
      .map((file) => `${surface}/${file.replace(/\.ts$/, '')}`),
  )
  return await Promise.all(names.map(load))
}

async function load(id: string): Promise<Attack> {
  const { attack } = (await import(join(HERE, `${id}.ts`))) as { attack?: Attack }
  if (attack?.id !== id) throw new Error(`${id}.ts has to export an \`attack\` whose id is ${id}`)
  return attack
}
