import type { Profile } from '@sandbox/policy'
import { expect, test } from 'vitest'
import { egressOf, policyOf } from '../test/support/policies.js'
import { enforcementOf } from './enforcement.js'

function partOf(mechanism: string, egress: Partial<Profile['egress']>) {
  const { parts } = enforcementOf(policyOf({ ':root': 'read' }, { egress: egressOf(egress) }))
  return parts.find((part) => part.mechanism === mechanism)
}

test.each(['none', 'proxy'] as const)('network mode %s without servers is enforced in full', (mode) => {
  expect(partOf('network', { mode })).toEqual({ mechanism: 'network', level: 'full' })
})

test.each(['none', 'proxy'] as const)(
  'servers in network mode %s may be reached from other hosts',
  (mode) => {
    expect(partOf('network', { mode, allowLocalBinding: true })).toMatchObject({
      level: 'partial',
      missing: expect.stringContaining('allow_local_binding'),
    })
  },
)

test.each([true, false])('network mode full is never enforced in full (servers: %s)', (allowLocalBinding) => {
  expect(partOf('network', { mode: 'full', allowLocalBinding })).toMatchObject({
    level: 'partial',
    missing: expect.stringContaining('every address'),
  })
})

test('without a network no service tells of the keychain', () => {
  const system = { mechanism: 'system-services', level: 'full' }
  expect(partOf('system-services', {})).toEqual(system)
  expect(partOf('system-services', { allowLocalBinding: true })).toEqual(system)
})

test.each(['proxy', 'full'] as const)('network mode %s leaves the login keychain in reach', (mode) => {
  expect(partOf('system-services', { mode })).toMatchObject({
    level: 'partial',
    missing: expect.stringContaining('keychain'),
  })
})
