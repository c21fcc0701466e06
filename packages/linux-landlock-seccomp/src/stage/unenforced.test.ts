import { BUILTIN_PROFILES, type ResolvedPolicy, resolve, WORKSPACE } from '@sandbox/policy'
import { expect, test } from 'vitest'
import { type Means, refuseUnenforced } from './unenforced.js'

const profile = BUILTIN_PROFILES.get(WORKSPACE)
if (profile === undefined) throw new Error('no such built-in profile')
const workspace = resolve(profile, { cwd: '/work', home: '/home/me', platform: 'linux' })

const refusal = (changes: Partial<ResolvedPolicy>, means: Means = {}): unknown => {
  try {
    refuseUnenforced({ ...workspace, ...changes }, means)
  } catch (error) {
    return error
  }
  return undefined
}

test('files, no network and limits are enforced', () => {
  const limits = { timeout: 1000, memory: 1, processes: 1, files: 1, cpu: 1, output: 1 }
  expect(refusal({ limits })).toBeUndefined()
})

test('the host network is enforceable: nothing is closed', () => {
  expect(refusal({ egress: { ...workspace.egress, mode: 'full' } })).toBeUndefined()
})

test('network mode proxy is refused by name', () => {
  expect(refusal({ egress: { ...workspace.egress, mode: 'proxy' } })).toMatchObject({
    code: 'EGRESS_NOT_ENFORCED',
    message: 'this version cannot enforce network mode proxy',
    hint: 'Use network mode `none` or `full`, and leave the domain rules out.',
  })
  const egress = { ...workspace.egress, mode: 'proxy' } as const
  expect(refusal({ egress }, { servesEgress: true })).toBeUndefined()
})

test('a domain rule is refused with the place it was written at', () => {
  const domain = { host: 'a.example', action: 'deny', private: false, source: { keyPath: 'k' } } as const
  expect(refusal({ egress: { ...workspace.egress, mode: 'full', domains: [domain] } })).toMatchObject({
    code: 'EGRESS_NOT_ENFORCED',
    message: 'this version cannot enforce the rule for a.example (k)',
  })
})

test('an allowed socket is refused by who cannot keep the others closed, unless the network is the host itself', () => {
  const unixSockets = { '/run/x.sock': 'allow' } as const
  for (const mode of ['none', 'proxy'] as const) {
    const egress = { ...workspace.egress, mode, unixSockets }
    expect(refusal({ egress }, { servesEgress: true })).toMatchObject({
      code: 'UNIX_SOCKETS_NOT_ENFORCED',
      message: 'Landlock alone cannot allow the socket /run/x.sock and keep the others closed',
    })
    expect(refusal({ egress }, { servesEgress: true, servesSockets: true })).toBeUndefined()
  }
  expect(refusal({ egress: { ...workspace.egress, mode: 'full', unixSockets } })).toBeUndefined()
})

test('a denied socket asks for nothing where none can be reached', () => {
  expect(refusal({ egress: { ...workspace.egress, unixSockets: { '/run/x.sock': 'deny' } } })).toBeUndefined()
})
