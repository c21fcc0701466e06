import { expect, test } from 'vitest'
import { arrange } from './arrangement.js'
import type { CgroupPlan } from './cgroup/plan.js'

const SPEC = Buffer.from('spec')
const OTHERS = [{ purpose: 'other', content: SPEC }]

/** LAST_FD, CGROUP_FD and SPEC_FD of the command line. */
function positions(cgroup?: CgroupPlan) {
  const { args, inherited } = arrange({ inner: 9, spec: SPEC, others: OTHERS, cgroup }, (at) => ({
    program: '/p',
    argv: ['p', at.spec, at.leash, ...at.others],
  }))
  return { numbers: [args[2], args[5], args[6]], argv: args.slice(8), inherited }
}

test('without a cgroup the spec is last, and the leash behind it', () => {
  const { numbers, argv, inherited } = positions()
  expect(numbers).toEqual(['5', '-', '5'])
  expect(argv).toEqual(['p', '5', '6', '4'])
  expect(inherited.map(({ purpose }) => purpose)).toEqual(['sandbox-inner', 'other', 'spec'])
})

test('a cgroup stands before the spec, and changes no other position', () => {
  const { numbers, argv, inherited } = positions({
    directory: '/c',
    settings: {},
    tells: { memory: false, processes: false },
  })
  expect(numbers).toEqual(['6', '5', '6'])
  expect(argv).toEqual(['p', '6', '7', '4'])
  expect(inherited[2]).toEqual({ purpose: 'cgroup', cgroup: '/c' })
})
