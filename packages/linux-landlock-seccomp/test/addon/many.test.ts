/** Many children of the addon: nothing is left of them, and child_process goes on beside them. */

import { execFile } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { children, descriptorCount, ended, shell, theAddon, thrownBy } from './ground.js'

const addon = theAddon()
const nothing = openSync('/dev/null', 'r+')
afterAll(() => closeSync(nothing))
const end = (script: string) =>
  ended((onExit) => addon.spawn(shell(script, { stdio: [nothing, nothing, nothing] }), onExit))

test('two hundred at once, each with its own end', async () => {
  const before = descriptorCount()
  const ends = await Promise.all(
    Array.from({ length: 200 }, (_, index) => end(index % 2 ? `exit ${index}` : 'kill -TERM $$')),
  )
  expect(ends.map(({ code, signal }) => code ?? -(signal ?? 0))).toEqual(
    Array.from({ length: 200 }, (_, index) => (index % 2 ? index : -15)),
  )
  expect(new Set(ends.map(({ pid }) => pid)).size).toBe(200)
  expect(descriptorCount()).toBe(before)
  expect(children().filter((pid) => ends.some((one) => one.pid === pid))).toEqual([])
})

test('a thousand leave no descriptor and no zombie', { timeout: 60_000 }, async () => {
  await end(':')
  const before = descriptorCount()
  const known = children()
  for (let round = 0; round < 1000; round++) {
    const { code } = await end('exit 5')
    if (code !== 5) throw new Error(`round ${round}: ${code}`)
  }
  expect(descriptorCount()).toBe(before)
  expect(children()).toEqual(known)
})

test('a thousand that fail leave no descriptor and no zombie', () => {
  const before = descriptorCount()
  const known = children()
  for (let round = 0; round < 1000; round++) {
    const fault = round % 2 ? { file: '/no/such/program' } : { stdio: [nothing, nothing, 99_999] }
    expect(thrownBy(() => addon.spawn(shell(':', fault), () => {}))).toBeDefined()
  }
  expect(descriptorCount()).toBe(before)
  expect(children()).toEqual(known)
})

test('children of child_process and of the addon, mixed', async () => {
  const run = promisify(execFile)
  const known = children()
  const mixed = Array.from({ length: 60 }, async (_, index) => {
    if (index % 2 === 0) return (await end(`exit ${index}`)).code
    const failed = (await run('/bin/sh', ['-c', `exit ${index}`]).catch((error: unknown) => error)) as {
      readonly code: number
    }
    return failed.code
  })
  expect(await Promise.all(mixed)).toEqual(Array.from({ length: 60 }, (_, index) => index))
  expect(children()).toEqual(known)
})
