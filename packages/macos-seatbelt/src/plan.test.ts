import { expect, test } from 'vitest'
import { policyOf } from '../test/support/policies.js'
import { planSeatbelt } from './plan.js'

const command = { program: 'make', args: ['all'], cwd: '/w', environment: { A: 'b' }, terminal: false }
const profile = { text: '(version 1)', params: { WRITABLE_ROOT_0: '/w x' } }
const input = { policy: policyOf({}), profile, profileFile: '/p/1.sb', command }

test('the launcher by its own path, the profile by a file, the paths as definitions', () => {
  const plan = planSeatbelt(input)
  expect(plan.file).toBe('/usr/bin/sandbox-exec')
  expect(plan.args).toEqual(['-f', '/p/1.sb', '-D', 'WRITABLE_ROOT_0=/w x', '--', 'make', 'all'])
  expect(plan.inherited).toEqual([])
  expect(plan.details).toMatchObject({ profile: '(version 1)', parameters: profile.params })
})

test('the launcher becomes the command, so both have one environment and one directory', () => {
  expect(planSeatbelt(input)).toMatchObject({ environment: command.environment, cwd: command.cwd, command })
})

test('more definitions than can be handed over are refused', () => {
  const params = Object.fromEntries(
    Array.from({ length: 3000 }, (_, index) => [`CLOSED_${index}`, `/${'x'.repeat(100)}`]),
  )
  expect(() => planSeatbelt({ ...input, profile: { text: '', params } })).toThrow(
    expect.objectContaining({ code: 'PROFILE_TOO_LARGE' }),
  )
})
