/** Starting with and without the addon: the same, but for the time it takes. */

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Addon, loadAddon, signalName, startProcess, startRestricted } from '../../src/addon/index.js'
import { descriptorCount, opened, runScript, scratch, theAddon } from './ground.js'
import { LIMIT, restrictions } from './restricted.js'

const addon = theAddon()
const ways: readonly { readonly name: string; readonly by: Addon | undefined }[] = [
  { name: 'through the addon', by: addon },
  { name: 'through node:child_process', by: undefined },
]

const shell = (script: string) => ({
  file: '/bin/sh',
  args: ['-c', script],
  environment: {},
  cwd: '/',
  stdio: [0, 1, 2],
})

describe.each(ways)('$name', ({ by }) => {
  test('the end of a process', async () => {
    const started = startProcess(shell('exit 3'), by)
    expect(started.pid).toBeGreaterThan(0)
    expect(await started.ended).toEqual({ code: 3, signal: null })
    const killed = startProcess(shell('kill -KILL $$'), by)
    expect(await killed.ended).toEqual({ code: null, signal: 'SIGKILL' })
  })

  test('a signal reaches it', async () => {
    const started = startProcess(shell('exec sleep 60'), by)
    process.kill(started.pid ?? 0, 'SIGTERM')
    expect(await started.ended).toEqual({ code: null, signal: 'SIGTERM' })
  })

  test('streams, environment, directory, arguments', async () => {
    const directory = scratch()
    const output = opened(join(directory, 'output'), 'w+')
    const text = join(directory, 'text')
    writeFileSync(text, 'from the fifth')
    const given = {
      ...shell('pwd -P; echo "$NAME" "$1"; cat <&5'),
      environment: { NAME: 'a value', PATH: '/usr/bin:/bin' },
      cwd: '/usr',
    }
    const stdio = [0, output, 2, 0, 2, opened(text)]
    const started = startProcess({ ...given, args: [...given.args, 'sh', 'word'], stdio }, by)
    expect(await started.ended).toEqual({ code: 0, signal: null })
    const expected = '/usr\na value word\nfrom the fifth'
    expect(readFileSync(join(directory, 'output'), 'utf8')).toBe(expected)
  })

  test.each([
    ['ENOENT', { file: '/no/such/program' }],
    ['EACCES', { file: '/etc/passwd' }],
    ['ENOENT', { cwd: '/no/such' }],
    ['EBADF', { stdio: [0, 1, 2, 9_999] }],
  ])('%s when nothing can be executed', async (code, fault) => {
    const before = descriptorCount()
    const started = startProcess({ ...shell(':'), ...fault }, by)
    expect(started.pid).toBeUndefined()
    expect(await started.ended).toMatchObject({ code: null, signal: null, error: { code } })
    expect(descriptorCount()).toBe(before)
  })
})

test('a kernel without process descriptors is served by Node.js', async () => {
  const old: Addon = {
    ...addon,
    spawn() {
      throw Object.assign(new Error('pidfd: function not implemented'), { step: 'pidfd', code: 'ENOSYS' })
    },
  }
  expect(await startProcess(shell('exit 4'), old).ended).toEqual({ code: 4, signal: null })
})

test.skipIf(addon.features().landlockAbi === 0)(
  'a restricted start tells its end, and what failed',
  async () => {
    const started = startRestricted(shell('exit 5'), restrictions(), addon)
    expect(await started.ended).toEqual({ code: 5, signal: null })
    const failed = startRestricted(shell(':'), restrictions({ handledAccessFs: 2 ** 50 }), addon)
    expect(failed.pid).toBeUndefined()
    expect(await failed.ended).toMatchObject({ error: { code: 'EINVAL', step: 'landlock_create_ruleset' } })
  },
)

test('starts leave this thread as it was: its signals, its privileges, its limits', async () => {
  const state = () => [
    readFileSync('/proc/thread-self/status', 'utf8').match(
      /^(?:NoNewPrivs|Seccomp|Cap|Sig(?:Pnd|Blk|Ign|Cgt)).*$/gm,
    ),
    readFileSync('/proc/self/limits', 'utf8'),
    process.cwd(),
  ]
  const limits = [{ resource: LIMIT.nofile, soft: 32, hard: 64 }]
  const before = state()
  await startProcess({ ...shell(':'), cwd: '/usr' }, addon).ended
  await startProcess({ ...shell(':'), file: '/no/such' }, addon).ended
  await startRestricted(shell(':'), restrictions({}, { limits }), addon).ended
  expect(state()).toEqual(before)
})

test('signals have names, where they have one', () => {
  expect([1, 9, 15, 50, null].map(signalName)).toEqual(['SIGHUP', 'SIGKILL', 'SIGTERM', null, null])
})

describe('loading', () => {
  test('says why there is no addon', () => {
    expect(loadAddon('/no/such/sandbox.node')).toMatchObject({
      addon: undefined,
      reason: expect.stringContaining('/no/such/sandbox.node'),
    })
    const broken = join(scratch(), 'sandbox.node')
    writeFileSync(broken, 'not a library')
    expect(loadAddon(broken)).toMatchObject({
      addon: undefined,
      reason: expect.stringMatching(/invalid ELF|too short/),
    })
  })

  test('takes the addon from wherever it lies', async () => {
    const loaded = loadAddon()
    const copy = join(scratch(), 'elsewhere.node')
    copyFileSync(loaded.addon === undefined ? '' : loaded.path, copy)
    const again = loadAddon(copy)
    expect(again.addon?.features()).toEqual(addon.features())
  })

  test('asking for the features changes nothing', async () => {
    const status = () =>
      readFileSync('/proc/thread-self/status', 'utf8').match(/^(?:NoNewPrivs|Seccomp|Cap).*$/gm)
    const [before, descriptors] = [status(), descriptorCount()]
    const features = addon.features()
    expect(features).toEqual({
      landlockAbi: expect.any(Number),
      seccomp: true,
      noNewPrivs: true,
      pidfd: true,
      userNamespaces: expect.any(Boolean),
    })
    expect([status(), descriptorCount()]).toEqual([before, descriptors])
    expect(await runScript('console.log(1)')).toMatchObject({ code: 0 })
  })
})
