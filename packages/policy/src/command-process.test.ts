import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { exitCodeOf, openProcess, signalProcess } from './command-process.js'

test.each([
  [{ code: 7, signal: null }, 7],
  [{ code: null, signal: 'SIGTERM' }, 143],
  [{ code: null, signal: null }, 125],
] as const)('%j ends as %i', (exit, code) => {
  expect(exitCodeOf(exit)).toBe(code)
})

test('signals reach the process while it runs, and nothing before or after', async () => {
  const opened = openProcess(async (exit) => ({ exitCode: exitCodeOf(exit), started: true }))
  expect(opened.signal('SIGTERM')).toBe(false)
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  const { pid = 0 } = child
  opened.attach(pid)
  expect(opened.signal('SIGTERM')).toBe(true)
  const [code, signal] = await once(child, 'exit')
  expect(await opened.finish({ code, signal })).toEqual({ exitCode: 143, started: true })
  expect(opened.signal('SIGTERM')).toBe(false)
  expect(signalProcess(pid, 'SIGTERM')).toBe(false)
})
