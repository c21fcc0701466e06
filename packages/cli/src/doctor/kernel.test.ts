import { expect, test } from 'vitest'
import { landlockState } from './kernel.js'

test.each([
  ['6.1.0-50-cloud-amd64', ['lockdown', 'landlock', 'yama'], 'in use'],
  ['6.1.0-50-cloud-amd64', ['lockdown', 'yama'], 'not started'],
  ['5.13-rc1', ['yama'], 'not started'],
  ['5.10.0-32-cloud-amd64', ['lockdown', 'yama'], 'not in this kernel'],
  ['4.19.0', ['yama'], 'not in this kernel'],
  ['6.1.0', [], undefined],
])('Linux %s with the modules %j: Landlock is %s', (kernelRelease, modules, state) => {
  expect(landlockState(kernelRelease, modules)).toBe(state)
})
