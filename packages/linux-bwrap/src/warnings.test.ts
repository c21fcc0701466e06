import { expect, test } from 'vitest'
import type { Launcher } from './facts.js'
import { warningsOf } from './warnings.js'

const launcher: Launcher = {
  origin: 'bundled',
  path: '/bwrap',
  version: [0, 13, 0],
  features: new Set(),
  createsThroughLinks: false,
  reasons: [],
}

function warnings(masks: 'inner' | 'launcher', failures: string) {
  return warningsOf({ launcher, trial: { usable: true, proc: 'fresh', masks, failures } })
}

test('the strongest way warns of nothing', () => {
  expect(warnings('inner', '')).toEqual([])
})

test.each([
  ['sandbox-inner: cannot make /dev read-only: Function not implemented', /Linux 5\.12 or newer/],
  ['sandbox-inner: cannot make a user namespace: No space left on device', /nested user namespaces/],
])('masks by the launcher name the cure for: %s', (failures, cure) => {
  expect(warnings('launcher', failures)).toMatchObject([
    { code: 'MASKS_BY_LAUNCHER', hint: expect.stringMatching(cure) },
  ])
})
