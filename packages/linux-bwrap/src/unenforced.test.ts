import { BUILTIN_PROFILES, resolve, WORKSPACE } from '@sandbox/policy'
import { expect, test } from 'vitest'
import { kernelVersion } from './kernel.js'
import { type DecidingFacts, refuseUnenforcedHere } from './unenforced.js'

const profile = BUILTIN_PROFILES.get(WORKSPACE)
if (profile === undefined) throw new Error('no such built-in profile')
const workspace = resolve(profile, { cwd: '/work', home: '/home/me', platform: 'linux' })

const HOST: DecidingFacts = { masks: 'inner', proc: 'fresh', kernel: [6, 1], ptraceScope: 1 }

test('nested user namespaces are refused by name where the launcher closes paths', () => {
  const policy = { ...workspace, linux: { ...workspace.linux, allowNestedUserns: true } }
  expect(() => refuseUnenforcedHere(policy, HOST)).not.toThrow()
  expect(() => refuseUnenforcedHere(policy, { ...HOST, masks: 'launcher' })).toThrowError(
    expect.objectContaining({ code: 'NESTED_NAMESPACES_NOT_ENFORCED' }),
  )
})

const OBSTACLES: readonly (readonly [string, Partial<DecidingFacts>, RegExp])[] = [
  ['a kernel before 5.6', { kernel: [5, 5] }, /Linux 5\.6 is needed, and this is 5\.5/],
  ['a kernel of the fours', { kernel: [4, 19] }, /Linux 5\.6/],
  ['Yama', { ptraceScope: 2 }, /ptrace_scope is 2/],
  ['no /proc of its own', { proc: 'bound' }, /does not allow a new \/proc/],
]

test.each(OBSTACLES)('listed sockets are refused by name with %s', (_, facts, reason) => {
  const listing = (mode: 'none' | 'proxy' | 'full') => ({
    ...workspace,
    egress: { ...workspace.egress, mode, unixSockets: { '/run/x.sock': 'allow' } } as const,
  })
  for (const mode of ['none', 'proxy'] as const) {
    expect(() => refuseUnenforcedHere(listing(mode), HOST)).not.toThrow()
    expect(() => refuseUnenforcedHere(listing(mode), { ...HOST, ...facts })).toThrowError(
      expect.objectContaining({
        code: 'UNIX_SOCKETS_NOT_ENFORCED_HERE',
        message: expect.stringMatching(reason),
      }),
    )
  }
  // There the kernel is not asked for anything.
  expect(() => refuseUnenforcedHere(listing('full'), { ...HOST, ...facts })).not.toThrow()
  expect(() => refuseUnenforcedHere(workspace, { ...HOST, ...facts })).not.toThrow()
})

test.each([
  ['6.18.5-generic', [6, 18]],
  ['5.6.0', [5, 6]],
  ['unknown', [0, 0]],
] as const)('the version of %s', (release, version) => {
  expect(kernelVersion(release)).toEqual(version)
})
