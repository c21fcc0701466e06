import { BUILTIN_PROFILES, FULL_ACCESS, type Platform, resolve, WORKSPACE } from '@sandbox/policy'
import { expect, test } from 'vitest'
import { selectBackend } from './backends.js'

function policyFor(platform: Platform, name: string = WORKSPACE) {
  const profile = BUILTIN_PROFILES.get(name)
  if (profile === undefined) throw new Error(`no built-in profile ${name}`)
  const policy = resolve(profile, { cwd: '/', home: '/', platform: 'linux' })
  return { ...policy, platform }
}

test('Linux has bubblewrap as its own backend, under both of its names', async () => {
  const policy = policyFor('linux')
  expect((await selectBackend(policy)).name).toBe('linux-bwrap')
  expect((await selectBackend(policy, 'bwrap')).name).toBe('linux-bwrap')
})

test('macOS has Seatbelt as its own backend, under both of its names', async () => {
  const policy = policyFor('darwin')
  expect((await selectBackend(policy)).name).toBe('macos-seatbelt')
  expect((await selectBackend(policy, 'seatbelt')).name).toBe('macos-seatbelt')
})

test('Windows has the restricted token as its own backend, under both of its names', async () => {
  const policy = policyFor('win32')
  expect((await selectBackend(policy)).name).toBe('windows-token')
  expect((await selectBackend(policy, 'token')).name).toBe('windows-token')
})

test('the path without namespaces is taken when it is asked for, under both of its names', async () => {
  const policy = policyFor('linux')
  for (const name of ['landlock', 'linux-landlock-seccomp'] as const) {
    expect((await selectBackend(policy, name)).name).toBe('linux-landlock-seccomp')
  }
})

test('so it is when the policy names it; the caller’s word goes first', async () => {
  const policy = policyFor('linux')
  const linux = { ...policy.linux, backend: 'linux-landlock-seccomp' } as const
  expect((await selectBackend({ ...policy, linux })).name).toBe('linux-landlock-seccomp')
  expect((await selectBackend({ ...policy, linux }, 'bwrap')).name).toBe('linux-bwrap')
})

test('an unknown backend is refused with the known ones', async () => {
  await expect(selectBackend(policyFor('linux'), 'docker')).rejects.toMatchObject({
    code: 'BACKEND_UNKNOWN',
    hint: 'The backends are linux-bwrap, linux-landlock-seccomp, macos-seatbelt, windows-token.',
  })
})

test('a backend of another system is refused', async () => {
  await expect(selectBackend(policyFor('linux'), 'macos-seatbelt')).rejects.toMatchObject({
    code: 'BACKEND_WRONG_HOST',
    message: 'the backend macos-seatbelt does not run on linux',
  })
})

test('only a policy without a sandbox runs without one', async () => {
  expect((await selectBackend(policyFor('linux', FULL_ACCESS))).name).toBe('none')
})
