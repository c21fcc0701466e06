import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ownIdentity } from '../process-identity.js'
import { cgroupName } from './name.js'
import { planCgroup } from './plan.js'
import { RunCgroup } from './run-cgroup.js'
import { sweepCgroups } from './sweep.js'

/** Stands for a cgroup: its directories are removed as those are, when nothing lives in them. */
let parent: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'cgroup-'))
})
afterEach(() => rmSync(parent, { recursive: true }))

test('what dead owners left is removed, and nothing else', () => {
  const own = ownIdentity()
  const dead = cgroupName({ ...own, start: '1' }, 1n)
  const kept = [
    cgroupName(own, 2n),
    cgroupName({ ...own, start: '1', pidNamespace: 'pid:[7]' }, 3n),
    'user.slice',
  ]
  for (const name of [dead, ...kept]) mkdirSync(join(parent, name))
  sweepCgroups(parent)
  expect(readdirSync(parent).sort()).toEqual([...kept].sort())
})

test('a cgroup that cannot be set up is not left behind', () => {
  const place = { directory: parent, processes: undefined, mountPoints: [] }
  expect(() => new RunCgroup(planCgroup({ memory: 1000 }, place, 0))).toThrow(
    expect.objectContaining({ code: 'CGROUP_NOT_MADE' }),
  )
  expect(readdirSync(parent)).toEqual([])
})

test('a cgroup in which nothing lives is removed at the end, once and for all', async () => {
  const plan = planCgroup({}, { directory: parent, processes: undefined, mountPoints: [] }, 0)
  const cgroup = new RunCgroup(plan)
  await cgroup.end()
  expect(readdirSync(parent)).toEqual([])
  await cgroup.end()
})
