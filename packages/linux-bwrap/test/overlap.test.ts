/** Many processes that occupy the same names at the same time: none may ever see another one's placeholder as real. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'

let base: string
beforeEach(() => {
  base = mkdtempSync('/var/tmp/sandbox-test-')
  for (const name of ['root', 'state']) mkdirSync(join(base, name), { mode: 0o700 })
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const REGISTRY = join(import.meta.dirname, '../dist/registry/run-registry.js')

/** Runs begin and end as fast as they can; some processes end while others look at their lock. */
const WORKER = `
  import { existsSync } from 'node:fs'
  import { RunRegistry } from ${JSON.stringify(REGISTRY)}
  const [state, root, rounds] = process.argv.slice(1)
  const path = root + '/.git'
  for (let round = 0; round < Number(rounds); round++) {
    const registry = new RunRegistry(state)
    await registry.sweep()
    await registry.look((placeholders) => {
      if (existsSync(path) && !placeholders.has(path)) console.log('taken for real')
    })
    const hold = await registry.hold([{ path, root }, { path: root + '/.codex', root }])
    if (!existsSync(path)) console.log('gone while it was held')
    await hold.release()
  }`

test('placeholders are never taken for real, lost, or left behind', async () => {
  const children = Array.from({ length: 12 }, (_, index) => {
    const args = [join(base, 'state'), join(base, 'root'), String(1 + (index % 4) * 8)]
    return spawn(process.execPath, ['--input-type=module', '-e', WORKER, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  })
  const ends = children.map(async (child) => {
    const [out, err, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ])
    return { out, err, code }
  })
  expect(await Promise.all(ends)).toEqual(children.map(() => ({ out: '', err: '', code: 0 })))
  expect(readdirSync(join(base, 'root'))).toEqual([])
  expect(readdirSync(join(base, 'state'))).toEqual(['runs'])
}, 60_000)
