import { expect, test } from 'vitest'
import { confiningProfile } from './restrictions.js'

test.each([
  ['docker-default (enforce)', 'docker-default'],
  ['a profile//with a child (kill)', 'a profile//with a child'],
  ['unconfined', undefined],
  ['code (unconfined)', undefined],
  ['careful (complain)', undefined],
  ['system_u:system_r:container_t:s0', undefined],
  ['', undefined],
])('the label %o names the profile %o', (label, profile) => {
  expect(confiningProfile(label)).toBe(profile)
})
