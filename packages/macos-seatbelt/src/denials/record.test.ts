import { expect, test } from 'vitest'
import { denialOf, parseDenialMessage, parseLogLine } from './record.js'

test.each([
  [
    'Sandbox: cat(123) deny(1) file-read-data /Users/me/.ssh/id',
    ['cat', 123, 'file-read-data', '/Users/me/.ssh/id'],
  ],
  [
    'Sandbox: My (old) App(7) deny(1) file-write-create /tmp/a b',
    ['My (old) App', 7, 'file-write-create', '/tmp/a b'],
  ],
  ['Sandbox:  node(9) deny(1)  mach-lookup com.apple.x', ['node', 9, 'mach-lookup', 'com.apple.x']],
  [
    'Sandbox: nc(10) deny(12) network-outbound 192.0.2.1:443\nsandbox-ab',
    ['nc', 10, 'network-outbound', '192.0.2.1:443'],
  ],
  ['Sandbox: sh(1) deny(1) forbidden-sandbox-reinit', ['sh', 1, 'forbidden-sandbox-reinit', '']],
] as const)('%j', (message, [process, pid, operation, subject]) => {
  expect(parseDenialMessage(message)).toEqual({ process, pid, operation, subject })
})

test.each([
  '3 duplicate reports for Sandbox: cat(123) deny(1) file-read-data /x',
  'Sandbox: cat(x) deny(1) file-read-data /x',
  'Sandbox: cat(1) allow(1) file-read-data /x',
  'something else',
  '',
])('%j is no record', (message) => {
  expect(parseDenialMessage(message)).toBeUndefined()
})

test.each([
  '',
  'Filtering the log data using "x"',
  '{"eventMessage":',
  '[]',
  'null',
  '{"eventMessage":7}',
  '{}',
])('the line %j is passed over', (line) => {
  expect(parseLogLine(line)).toBeUndefined()
})

test('a line of the log becomes a denial', () => {
  const line = JSON.stringify({ eventMessage: 'Sandbox: cat(1) deny(1) file-read-data /x', processID: 0 })
  const record = parseLogLine(line)
  expect(record && denialOf(record, () => 5)).toEqual({
    kind: 'file',
    subject: '/x',
    reason: 'cat asked for file-read-data',
    time: 5,
  })
})

test.each([
  ['network-outbound', 'network'],
  ['process-exec*', 'file'],
  ['sysctl-read', 'syscall'],
])('%s is of the kind %s', (operation, kind) => {
  expect(denialOf({ process: 'a', pid: 1, operation, subject: 'x' })?.kind).toBe(kind)
})

test('what every program asks for and does without is left out', () => {
  const record = { process: 'a', pid: 1, operation: 'mach-lookup', subject: 'com.apple.diagnosticd' }
  expect(denialOf(record)).toBeUndefined()
})
