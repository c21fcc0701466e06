import { expect, test } from 'vitest'
import { ownIdentity } from '../process-identity.js'
import { cgroupName, cgroupOwner } from './name.js'
import { cgroupSettings, planCgroup } from './plan.js'

const MEMORY = { 'memory.max': '1000', 'memory.swap.max': '0', 'memory.oom.group': '1' }

test.each([
  [{ memory: 1000 }, undefined, MEMORY, ['memory']],
  [{ processes: 5 }, undefined, { 'pids.max': '7' }, ['processes']],
  [{ processes: 5 }, 7, { 'pids.max': '7' }, ['processes']],
  [{ processes: 5 }, 6, { 'pids.max': '6' }, []],
  [{ memory: 1000 }, 70, { ...MEMORY, 'pids.max': '70' }, ['memory']],
])('the limits %j, where %s processes are allowed, are set as %j; it tells of %j', (...row) => {
  const [limits, allowed, settings, told] = row
  const tells = { memory: told.includes('memory'), processes: told.includes('processes') }
  expect(cgroupSettings(limits, allowed, 2)).toEqual({ settings, tells })
})

test('two runs of one process have two cgroups, and both tell whose they are', () => {
  const parent = { directory: '/c', processes: undefined, mountPoints: [] }
  const [one, other] = [planCgroup({}, parent, 0), planCgroup({}, parent, 0)]
  expect(one.directory).not.toBe(other.directory)
  const own = ownIdentity()
  expect(cgroupOwner(one.directory.slice('/c/'.length), own)).toEqual(own)
})

test.each(['sandbox-1', 'sandbox-1-2-3-4x', 'user.slice', 'sandbox-a-2-3-4'])('%s is not ours', (name) => {
  expect(cgroupOwner(name, ownIdentity())).toBeUndefined()
})

test('a name is read as it was written', () => {
  const owner = { ...ownIdentity(), pid: 7, start: '99', pidNamespace: 'pid:[4026531836]' }
  expect(cgroupOwner(cgroupName(owner, 5n), owner)).toEqual(owner)
})
