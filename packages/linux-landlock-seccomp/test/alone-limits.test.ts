import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { delegatedCgroup } from '../src/stage/cgroup/host.js'
import { TestPlace, users } from './place.js'
import { canConfine } from './support/landlock-abi.js'
import { testLimits } from './support/limits.js'

describe.skipIf(!canConfine)('without namespaces', () => testLimits((user) => new TestPlace(user)))

let place: TestPlace
beforeEach(() => {
  place = new TestPlace(users[0] ?? { name: 'root', uid: 0 })
})
afterEach(() => place.remove())

const hasCgroup = delegatedCgroup() !== undefined

test.skipIf(hasCgroup)('a limit that would count the processes of the whole user is refused by name', () => {
  const { refused } = place.sh('true', { '/': 'read' }, { limits: { processes: 5 } })
  expect(refused).toMatchObject({
    code: 'LIMIT_NOT_ENFORCED',
    message: expect.stringContaining('limits.processes'),
  })
})
