import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Place } from './place.js'

let place: Place
beforeEach(() => {
  place = new Place()
})
afterEach(() => place.remove())

test.each([
  ['nothing to run', [], 'CLI_COMMAND_MISSING'],
  ['an unknown option', ['--wriet', 'x', 'touch', 'started'], 'CLI_UNKNOWN_OPTION'],
  ['an unknown profile', ['-P', 'nope', 'touch', 'started'], 'POLICY_UNKNOWN_PROFILE'],
  ['a missing policy file', ['--policy', 'nope.toml', 'touch', 'started'], 'POLICY_FILE_NOT_FOUND'],
  ['a missing directory', ['-C', 'nope', 'touch', 'started'], 'CWD_UNUSABLE'],
  [
    'a proxy without namespaces',
    ['--backend', 'landlock', '--network', 'proxy', 'touch', 'started'],
    'EGRESS_NOT_ENFORCED',
  ],
  ['a host that is none', ['--allow-domain', 'a b', 'touch', 'started'], 'POLICY_BAD_DOMAIN'],
  ['an unknown backend', ['--backend', 'nope', 'touch', 'started'], 'BACKEND_UNKNOWN'],
  [
    'a limit without namespaces',
    ['--backend=landlock', '--processes=9', 'touch', 'started'],
    'LIMIT_NOT_ENFORCED',
  ],
  [
    'a socket that a rule closes',
    ['--deny', '/run', '--unix-socket', '/run/x', 'touch', 'started'],
    'SOCKET_DENIED',
  ],
  ['a size that is none', ['--memory', 'much', 'touch', 'started'], 'POLICY_BAD_VALUE'],
  ['a count that is none', ['--processes', '0', 'touch', 'started'], 'CLI_NOT_A_COUNT'],
  ['a log that this system does not have', ['--log-denials', 'touch', 'started'], 'CLI_OPTION_NOT_ENFORCED'],
])('%s: code 125, the reason, the hint, and nothing runs', (_, argv, code) => {
  const { exitCode, stdout, stderr } = place.sandbox(...argv)
  expect({ exitCode, stdout }).toEqual({ exitCode: 125, stdout: '' })
  expect(stderr).toMatch(new RegExp(`^sandbox: error ${code}: [^\\n]+\\nsandbox: hint: [^\\n]+\\n$`))
  expect(existsSync(join(place.workspace, 'started'))).toBe(false)
})

test('with --json an error of a verb is an object on stdout', () => {
  const { exitCode, stdout, stderr } = place.sandbox('policy', 'show', '--json', '-P', 'nope')
  expect({ exitCode, stderr }).toEqual({ exitCode: 125, stderr: '' })
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'POLICY_UNKNOWN_PROFILE' } })
})

test('control characters in a name do not reach the terminal', () => {
  const { stderr } = place.sandbox('-P', 'a\x1b[31m\x07b', 'true')
  expect(stderr).not.toContain('\x07')
})
