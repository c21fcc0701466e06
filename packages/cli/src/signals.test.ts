import { openProcess } from '@sandbox/policy'
import { afterEach, expect, test, vi } from 'vitest'
import { forwardSignals } from './signals.js'

let restore: () => void
afterEach(() => restore())

/** The signals that reach a command, of all that this process gets. */
function forwarded(hearsTerminal: boolean | undefined, terminal: boolean): readonly string[] {
  const opened = openProcess(async () => ({ exitCode: 0, started: true }))
  const signal = vi.fn(() => true)
  restore = forwardSignals({ ...opened, hearsTerminal, signal }, terminal)
  for (const name of ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const) process.emit(name, name)
  return signal.mock.calls.flat()
}

test.each([
  ['a job of its own on a terminal', undefined, true],
  ['one in our group without a terminal', true, false],
])('%s is told everything', (_, hearsTerminal, terminal) => {
  expect(forwarded(hearsTerminal, terminal)).toEqual(['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'])
})

test('one in our group on a terminal hears the keys itself', () => {
  expect(forwarded(true, true)).toEqual(['SIGTERM', 'SIGHUP'])
})
