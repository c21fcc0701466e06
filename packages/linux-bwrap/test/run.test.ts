import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { run } from '../src/index.js'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync('/var/tmp/sandbox-test-')
})
afterEach(() => rmSync(cwd, { recursive: true, force: true }))

test('an abort ends the command, with everything it started', async () => {
  const controller = new AbortController()
  const running = run(['sh', '-c', 'echo > started; sleep 1000 & wait'], { cwd, signal: controller.signal })
  await vi.waitUntil(() => readdirSync(cwd).includes('started'), { timeout: 30_000 })
  controller.abort()
  expect(await running).toMatchObject({ exitCode: 137, started: true })
  expect(readdirSync(cwd)).toEqual(['started'])
})

test('so does one that came before the start', async () => {
  const { exitCode } = await run(['sleep', '1000'], { cwd, signal: AbortSignal.abort() })
  expect(exitCode).toBe(137)
  expect(readdirSync(cwd)).toEqual([])
})
