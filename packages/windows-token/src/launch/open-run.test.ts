import { mkdtempSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sessionOf } from '../../test/support/policies.js'
import { planLaunch, planToken } from '../plan.js'
import { openRun } from './open-run.js'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sandbox-windows-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

function open(release: () => Promise<void> = async () => {}) {
  const { policy, facts } = sessionOf({ ':root': 'read', 'C:\\ws': 'write' })
  const plan = planLaunch({
    policy,
    token: planToken(policy, facts),
    sids: ['S-1-5-21-1-2-3-4'],
    command: { program: 'node', args: [], cwd: 'C:\\ws', environment: {}, terminal: true },
    application: 'C:\\node.exe',
    helper: facts.helper,
    denyBin: 'C:\\deny',
    parent: 7,
  })
  return openRun(plan, directory, 'run', release)
}

test('the keys of a console reach the command without us, which could only kill it', async () => {
  const opened = open()
  expect(opened.hearsTerminal).toBe(true)
  await opened.finish({ code: 0, signal: null })
})

test('what cannot be given back does not hide how the command ended', async () => {
  const damaged = new Error('the journal is damaged')
  const opened = open(() => Promise.reject(damaged))
  writeSync(opened.descriptors[1] ?? -1, 'spawned 12\nexit 3\n')
  const outcome = await opened.finish({ code: 3, signal: null })
  expect(outcome).toEqual({ exitCode: 3, started: true, error: damaged })
  expect(readdirSync(directory)).toEqual([])
})

test('what was made for a run ends with it', async () => {
  const opened = open()
  expect(readdirSync(directory).sort()).toEqual(['run.spec', 'run.status'])
  const outcome = await opened.finish({ code: null, signal: 'SIGTERM' })
  expect(outcome).toEqual({ exitCode: 143, started: true })
  expect(readdirSync(directory)).toEqual([])
})
