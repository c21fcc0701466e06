import { expect, test } from 'vitest'
import { limitParts, limitsBehind, limitWords } from './limits.js'

const reached = (memory: boolean, processes: boolean) => ({ memory, processes })

test.each([
  ['killed for its memory', { phase: 'started' }, 137, reached(true, false), ['memory']],
  ['refused a process, and failed', { phase: 'exited', code: 2 }, 2, reached(false, true), ['processes']],
  ['refused a process, and went on', { phase: 'exited', code: 0 }, 0, reached(false, true), []],
  [
    'ended by what the stage tells',
    { phase: 'signaled', signal: 9, overLimit: 'cpu' },
    137,
    reached(false, false),
    ['cpu'],
  ],
] as const)('a command that was %s', (_, status, exitCode, limits, expected) => {
  expect(limitsBehind(status, exitCode, limits)).toEqual(expected)
})

test('what a cgroup counts for all processes is in full, and its count of processes stands alone', () => {
  const limits = { memory: 1, cpu: 1, processes: 3 }
  expect(limitParts(limits, false).map(({ level }) => level)).toEqual(['partial', 'partial'])
  expect(limitParts(limits, true)).toEqual([
    { mechanism: 'limit-memory', level: 'full' },
    { mechanism: 'limit-cpu', level: 'partial', missing: expect.stringContaining('limits.cpu') },
  ])
  expect(limitWords(limits, false)).toContain('processes')
  expect(limitWords(limits, true)).not.toContain('processes')
  expect(limitWords(limits, true)).toContain('memory')
})
