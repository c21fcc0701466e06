import { expect, test } from 'vitest'
import { egressOf, policyOf } from '../test/support/policies.js'
import { refuseUnenforced } from './unenforced.js'

test.each(['memory', 'processes', 'files', 'cpu', 'output'])('limits.%s is refused by name', (name) => {
  const policy = policyOf({}, { limits: { [name]: 1 } })
  expect(() => refuseUnenforced(policy, false)).toThrow(`limits.${name} cannot be enforced on macOS`)
})

test('limits.timeout is kept', () => {
  expect(() => refuseUnenforced(policyOf({}, { limits: { timeout: 1 } }), false)).not.toThrow()
})

test('network mode proxy needs a proxy', () => {
  const policy = policyOf({}, { egress: egressOf({ mode: 'proxy' }) })
  expect(() => refuseUnenforced(policy, false)).toThrow(
    expect.objectContaining({ code: 'EGRESS_NOT_ENFORCED' }),
  )
  expect(() => refuseUnenforced(policy, true)).not.toThrow()
})

test('without the proxy a domain rule is refused with the place it was written at', () => {
  const domain = { host: 'a.example', action: 'deny', private: false, source: { keyPath: 'k' } } as const
  for (const mode of ['none', 'full'] as const) {
    const policy = policyOf({}, { egress: egressOf({ mode, domains: [domain] }) })
    expect(() => refuseUnenforced(policy, true)).toThrow('the rule for a.example (k) has no effect')
  }
})
