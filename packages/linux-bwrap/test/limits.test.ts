import { delegatedCgroup } from '@sandbox/linux-landlock-seccomp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testLimits } from '../../linux-landlock-seccomp/test/support/limits.js'
import { TestPlace, users } from './sandbox.js'

testLimits((user) => new TestPlace(user))

describe.each(users)('as $name', (user) => {
  let place: TestPlace
  beforeEach(() => {
    place = new TestPlace(user)
  })
  afterEach(() => place.remove())

  const sh = (script: string, limits: object) =>
    place.sh(script, { '/': 'read', [place.workspace]: 'write' }, { limits })

  test('processes beyond the limit cannot be made', () => {
    const script = 'for i in 1 2 3 4 5 6 7 8 9; do sleep 1000 & done; echo all'
    const run = sh(script, { processes: 5 })
    // The kernel exempts root, but not from what a cgroup counts.
    const isRefused = user.uid === 0 && delegatedCgroup() === undefined
    if (isRefused) expect(run).toMatchObject({ exitCode: 125, started: false })
    else expect(run.stdout).not.toContain('all')
    if (isRefused) expect(run.error?.message).toContain('cannot limit processes')
    expect(sh('echo all', { processes: isRefused ? undefined : 5 }).stdout).toBe('all\n')
  })
})
