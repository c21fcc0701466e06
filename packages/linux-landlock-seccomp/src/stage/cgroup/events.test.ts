import { expect, test } from 'vitest'
import { reachedLimits } from './events.js'

const memory = (oom: number, kills: number) =>
  `low 0\nhigh 0\nmax 40\noom ${oom}\noom_kill ${kills}\noom_group_kill ${kills}\n`

test.each([
  ['a cgroup that was killed', memory(1, 4), true],
  ['one that came near its limit', memory(0, 0), false],
  ['one of a host without memory', memory(0, 4), false],
  ['one whose counters cannot be read', '', false],
])('%s', (_, text, isReached) => {
  expect(reachedLimits({ memory: text, pids: '' })).toEqual({ memory: isReached, processes: false })
})

test.each([
  ['max 0\n', false],
  ['max 3\n', true],
])('a refused process is counted in %j: %s', (pids, isReached) => {
  expect(reachedLimits({ memory: '', pids }).processes).toBe(isReached)
})
