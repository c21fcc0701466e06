import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { resolve, SandboxError } from '@sandbox/policy'
import { expect, test } from 'vitest'
import { prepareBwrap } from '../dist/index.js'
import { profileOf } from './policies.js'
import { TestPlace, users } from './sandbox.js'

/** Swaps a directory and a link without a pause, until it is killed. */
const SWAPPER = `
import ctypes, sys
libc = ctypes.CDLL(None)
while True:
    libc.renameat2(-100, sys.argv[1].encode(), -100, sys.argv[2].encode(), 2)
`

test('a writable root that is swapped for a link after planning gives nothing outside to write', async () => {
  const place = new TestPlace(users[0] ?? { name: 'root', uid: 0 })
  place.directory(place.at('w/sub/deep'))
  place.directory(place.at('outside/deep'))
  place.link(place.at('w/link'), place.at('outside'))
  const cwd = place.at('w/sub/deep')
  const profile = profileOf({ '/': 'read', [cwd]: 'write' }, { protectedNames: ['.git'] })
  const prepared = await prepareBwrap(resolve(profile, { cwd, home: place.at('home'), platform: 'linux' }))
  const command = {
    program: '/bin/sh',
    args: ['-c', 'echo reached > reached'],
    cwd,
    environment: {},
    terminal: false,
  }
  const plan = await prepared.plan(command)
  const swapper = spawn('python3', ['-c', SWAPPER, place.at('w/sub'), place.at('w/link')], {
    stdio: 'ignore',
  })
  const outcomes = new Set<string>()
  try {
    for (let round = 0; round < 150; round++) outcomes.add(await start())
  } finally {
    swapper.kill('SIGKILL')
    await new Promise((done) => swapper.once('close', done))
    await prepared.close()
  }
  expect(readdirSync(place.at('outside/deep'))).toEqual([])
  // The race was really run: some starts met the link.
  expect([...outcomes]).toContain('refused')
  place.remove()

  async function start(): Promise<string> {
    try {
      const opened = await prepared.open(plan)
      const child = spawn(plan.file, plan.args, {
        cwd: plan.cwd,
        env: plan.environment,
        stdio: ['ignore', 'ignore', 'ignore', ...opened.descriptors],
      })
      if (child.pid !== undefined) opened.attach(child.pid)
      const exit = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done) =>
        child.once('close', (code, signal) => done({ code, signal })),
      )
      return (await opened.finish(exit)).started ? 'ran' : 'refused'
    } catch (error) {
      if (error instanceof SandboxError) return 'refused'
      throw error
    }
  }
}, 120_000)
