import { expect, test } from 'vitest'
import { type AttackLine, type Found, renderMarkdown, reportOf } from '../src/report/report.mjs'

const host = { kernel: '6.1.0', arch: 'x64', node: 'v20.20.0', date: '2026-11-26T00:00:00.000Z' }
const run = {
  way: 'bubblewrap 0.8.0',
  backend: 'linux-bwrap',
  user: 'root',
  seed: 7,
  kernel: '6.1.0',
  cases: 25,
  operations: 9000,
  refused: { LINK_NOT_PINNABLE: 2 },
  differences: 0,
}
const attempt: AttackLine = {
  attack: 'rename-parent',
  surface: 'files',
  backend: 'linux-bwrap',
  profile: 'workspace',
  egress: 'none',
  user: 'root',
  result: 'held',
}

function page(found: Partial<Found>): string {
  return renderMarkdown(reportOf({ differential: [], faults: [], attacks: [], host, ...found }))
}

test('the page names kernel, seeds, cases and refusals', () => {
  const text = page({ differential: [run, { ...run, user: 'an ordinary user', seed: 8, refused: {} }] })
  expect(text).toContain('Linux 6.1.0 on x64, Node v20.20.0')
  expect(text).toContain('50 random cases, 18000 operations, 0 differences. 2 policies were refused by name.')
  expect(text).toContain('| bubblewrap 0.8.0 | root | 7 | 25 | 9000 | LINK_NOT_PINNABLE 2 | 0 |')
})

test('a fault that was not found is told as such', () => {
  const text = page({
    faults: [
      { fault: 'a pin is lost', isFound: true, cases: 3 },
      { fault: 'a mask is dropped', isFound: false, cases: 600 },
    ],
  })
  expect(text).toContain('1 of 2 faults were found.')
  expect(text).toContain('| a mask is dropped | not in 600 cases |')
})

test('attacks are shown by backend; one that succeeds anywhere says where', () => {
  const text = page({
    attacks: [
      attempt,
      { ...attempt, egress: 'full' },
      { ...attempt, backend: 'linux-landlock-seccomp', result: 'succeeded' },
      { ...attempt, attack: 'x32', result: 'not-applicable', reason: 'this is arm64' },
      { ...attempt, attack: 'nested', result: 'succeeded', reason: 'not promised: below the top' },
    ],
  })
  expect(text).toContain('2 attempts held, 1 succeeded against a promise, and 1 against none.')
  expect(text).toContain('| files/nested | succeeded, not promised: below the top | not run |')
  expect(text).toContain('| files/rename-parent | held 2× | **succeeded**: workspace, network none, root |')
  expect(text).toContain('| files/x32 | not applicable: this is arm64 | not run |')
})

test('what was not run is not counted as passed', () => {
  expect(page({}).match(/Not run\./g)).toHaveLength(3)
})
