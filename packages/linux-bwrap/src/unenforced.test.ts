import { BUILTIN_PROFILES, resolve, WORKSPACE } from '@sandbox/policy'
import { expect, test } from 'vitest'
import { refuseUnenforcedHere } from './unenforced.js'

const profile = BUILTIN_PROFILES.get(WORKSPACE)
if (profile === undefined) throw new Error('no such built-in profile')
const workspace = resolve(profile, { cwd: '/work', home: '/home/me', platform: 'linux' })

test('nested user namespaces are refused by name where the launcher closes paths', () => {
  const policy = { ...workspace, linux: { ...workspace.linux, allowNestedUserns: true } }
  expect(() => refuseUnenforcedHere(policy, { masks: 'inner' })).not.toThrow()
  expect(() => refuseUnenforcedHere(policy, { masks: 'launcher' })).toThrowError(
    expect.objectContaining({ code: 'NESTED_NAMESPACES_NOT_ENFORCED' }),
  )
})
