import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SOURCE = fileURLToPath(new URL('.', import.meta.url))
const STATIC_IMPORT = /^(?:import|export)(?! type)[^'"]*?from '([^']+)'/gm

/** Every module that loading `file` loads as well, by following imports that are neither types nor dynamic. */
async function loadedWith(file: string, seen = new Set<string>()): Promise<ReadonlySet<string>> {
  if (seen.has(file)) return seen
  seen.add(file)
  if (!file.startsWith('/')) return seen
  for (const [, name = ''] of (await readFile(file, 'utf8')).matchAll(STATIC_IMPORT)) {
    const target = name.startsWith('.') ? resolve(dirname(file), name.replace(/\.js$/, '.ts')) : name
    await loadedWith(target, seen)
  }
  return seen
}

test('loading the package loads no parser and no schema library', async () => {
  const loaded = await loadedWith(join(SOURCE, 'index.ts'))
  expect(loaded).toContain(join(SOURCE, 'load.ts'))
  const foreign = [...loaded].filter((name) => !name.startsWith('/') && !name.startsWith('node:'))
  expect(foreign).toEqual([])
})

test('only the schema needs zod when it is loaded', async () => {
  const users: string[] = []
  for (const name of await readdir(SOURCE)) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue
    if ((await loadedWith(join(SOURCE, name))).has('zod/mini')) users.push(name)
  }
  expect(users).toEqual(['schema.ts'])
})
