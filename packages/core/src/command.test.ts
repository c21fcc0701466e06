import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { commandSpec } from './command.js'

const sandbox = { cwd: '/', environment: { PATH: '/bin', LANG: 'C' } }

test("the caller's variables are added after the policy's rules", () => {
  const { environment } = commandSpec({ program: 'x', env: { API_KEY: '1' }, terminal: false }, sandbox)
  expect(environment).toEqual({ PATH: '/bin', LANG: 'C', API_KEY: '1' })
})

test('an undefined variable is taken away', () => {
  const { environment } = commandSpec({ program: 'x', env: { LANG: undefined }, terminal: false }, sandbox)
  expect(environment).toEqual({ PATH: '/bin' })
})

test('extendEnv false leaves only what was given', () => {
  const request = { program: 'x', env: { A: '1' }, extendEnv: false, terminal: false }
  expect(commandSpec(request, sandbox).environment).toEqual({ A: '1' })
})

test("the directory is relative to the sandbox's, or a file URL", () => {
  expect(commandSpec({ program: 'x', cwd: 'usr', terminal: false }, sandbox).cwd).toBe('/usr')
  expect(commandSpec({ program: 'x', cwd: pathToFileURL('/usr'), terminal: false }, sandbox).cwd).toBe('/usr')
})

test('a directory that is missing or no directory is an error, not a missing program', () => {
  for (const cwd of ['/no/such/directory', '/etc/passwd']) {
    expect(() => commandSpec({ program: 'x', cwd, terminal: false }, sandbox)).toThrow(
      expect.objectContaining({
        code: 'CWD_UNUSABLE',
        message: `the working directory ${cwd} cannot be entered`,
      }),
    )
  }
})
