import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import type { LaunchPlan } from '@sandbox/policy'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SPEC_PURPOSE } from './arrangement.js'
import { openRun } from './open-run.js'

const SPEC = Buffer.from('spec\0')
const plan = { inherited: [{ purpose: SPEC_PURPOSE, content: SPEC }] } as unknown as LaunchPlan

/** Stands for the launcher: what matters is whether it is killed. */
let launcher: ChildProcess
beforeEach(async () => {
  launcher = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] })
  await once(launcher, 'spawn')
})
afterEach(() => launcher.kill('SIGKILL'))

function openWith(records: string) {
  const run = openRun(plan, { hold: { release: async () => {} }, limits: {}, generations: 2 })
  run.attach(launcher.pid ?? 0)
  const [spec = -1] = run.descriptors
  writeSync(spec, records, SPEC.length)
  return run
}

test('a signal that comes after the end of the command changes nothing', async () => {
  const run = openWith('started\0exited\x003\0')
  expect(run.signal('SIGTERM')).toBe(false)
  launcher.stdin?.end()
  expect(await once(launcher, 'exit')).toEqual([0, null])
  expect(await run.finish({ code: 3, signal: null })).toMatchObject({ exitCode: 3, started: true })
})

test('a signal that comes before the command runs calls the run off', async () => {
  const run = openWith('')
  expect(run.signal('SIGTERM')).toBe(true)
  expect(await once(launcher, 'exit')).toEqual([null, 'SIGKILL'])
  expect(await run.finish({ code: null, signal: 'SIGKILL' })).toMatchObject({ exitCode: 143, started: false })
})

test('SIGKILL ends a launcher that outlives its command', async () => {
  const run = openWith('started\0exited\x000\0')
  expect(run.signal('SIGKILL')).toBe(true)
  expect(await once(launcher, 'exit')).toEqual([null, 'SIGKILL'])
  await run.finish({ code: null, signal: 'SIGKILL' })
})

test('a signal that comes while a finished run is tidied up reaches nobody', async () => {
  let tidy = () => {}
  const tidied = new Promise<void>((done) => {
    tidy = done
  })
  const run = openRun(plan, { hold: { release: () => tidied }, limits: {}, generations: 2 })
  run.attach(launcher.pid ?? 0)
  const finishing = run.finish({ code: null, signal: 'SIGKILL' })
  // The number of the launcher and those of the descriptors may mean something else by now.
  expect(run.signal('SIGTERM')).toBe(false)
  expect(run.signal('SIGKILL')).toBe(false)
  tidy()
  await finishing
  expect(launcher.exitCode ?? launcher.signalCode).toBe(null)
})
