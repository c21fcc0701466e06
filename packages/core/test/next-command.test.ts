/** What one command leaves behind must not widen what the next one may do. */

import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, test as anyTest, beforeEach, expect } from 'vitest'
import { openPolicy } from '../src/index.js'
import { Place } from './place.js'

const test = anyTest.skipIf(process.platform !== 'linux')

let place: Place
beforeEach(() => {
  place = new Place()
})
afterEach(() => place.remove())

test('a link in the place of a writable file opens nothing, while the sandbox is used', async () => {
  const secret = place.file('work/secrets/key', 'geheim')
  place.file('work/out.log', '')
  const sandbox = await place.sandbox({ write: ['out.log'], deny: ['secrets'] })
  await sandbox.exec('sh', ['-c', 'rm out.log; ln -s secrets/key out.log'])
  const script = `cat ${secret} out.log; echo x >> out.log`
  const { stdout, stderr } = await sandbox.exec('sh', ['-c', script], { reject: false })
  expect(stdout).toBe('')
  expect(stderr.match(/Permission denied/g)).toHaveLength(3)
})

test('a link in the place of a workspace opens nothing, while the sandbox is used', async () => {
  place.file('outside/file', '')
  const other = join(place.directory, 'work/other')
  mkdirSync(other)
  const profile = { filesystem: { ':root': 'read', [other]: 'write' } } as const
  const sandbox = await place.sandbox({ profile, cwd: place.directory })
  const mover = await place.sandbox()
  await mover.exec('sh', ['-c', `mv other moved; ln -s ${place.directory}/outside other`])
  const result = await sandbox.exec('sh', ['-c', `echo x > ${place.directory}/outside/file`], {
    reject: false,
  })
  expect(result.stderr).toMatch(/Read-only file system|Permission denied/)
})

test('the policy file that decides stays closed, wherever it lies', async () => {
  const policyFile = place.file('work/ci/policy.toml', 'default_permissions = ":workspace"\n')
  const sandbox = await place.sandbox({ policyFile })
  const result = await sandbox.exec('sh', ['-c', 'echo >> ci/policy.toml; echo x > ci/other'], {
    reject: false,
  })
  expect(result.stderr).toMatch(/policy\.toml: Read-only file system/)
  expect(sandbox.decide('ci/policy.toml').access).toBe('read')
  expect(sandbox.decide('ci/other').access).toBe('write')
})

test("so does the user's own configuration behind a link", async () => {
  const real = place.file('work/dotfiles/config.toml', 'default_permissions = ":workspace"\n')
  mkdirSync(join(place.directory, 'sandbox'))
  symlinkSync(real, join(place.directory, 'sandbox/config.toml'))
  const sandbox = await place.sandbox()
  expect(sandbox.decide(real).access).toBe('read')
})

test('and the one of this process, whatever home commands are given', async () => {
  const environment = { HOME: '/other', PATH: process.env.PATH }
  const home = process.env.HOME ?? ''
  const { policy } = await openPolicy({ environment, cwd: home, write: [home] })
  const { decide } = await import('@sandbox/policy')
  const base = process.env.XDG_CONFIG_HOME ?? join(home, '.config')
  expect(decide(policy, join(base, 'sandbox/config.toml')).access).toBe('read')
})
