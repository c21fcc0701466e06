import { expect, test } from 'vitest'
import { checkOptions, type ExecOptions } from './exec-options.js'

const check = (options: Record<string, unknown>) => () => checkOptions(options as ExecOptions)

test.each([
  'shell',
  'detached',
  'node',
  'nodeOptions',
  'nodePath',
  'preferLocal',
  'localDir',
  'argv0',
  'uid',
  'gid',
  'ipc',
  'ipcInput',
  'serialization',
  'gracefulCancel',
  'verbose',
  'cleanup',
])('the option %s is refused by name', (name) => {
  expect(check({ [name]: true })).toThrow(
    expect.objectContaining({
      code: 'OPTION_NOT_SUPPORTED',
      message: `the option "${name}" cannot be used for a command in a sandbox`,
      hint: expect.any(String),
    }),
  )
})

test('the old name of cancelSignal is explained', () => {
  expect(check({ signal: 1 })).toThrow(
    expect.objectContaining({ hint: 'It is called `cancelSignal`, as in execa.' }),
  )
})

test('an option nobody knows is refused, and the known ones are listed', () => {
  expect(check({ timeuot: 1 })).toThrow(expect.objectContaining({ hint: expect.stringContaining('timeout') }))
})

test('options that are left undefined do not count', () => {
  expect(check({ shell: undefined, timeout: 5, lines: true })).not.toThrow()
})
