import { expect, test } from 'vitest'
import { parseArguments } from './parse.js'
import { policyRequest } from './request.js'

const request = (...argv: string[]) => policyRequest(parseArguments([...argv, 'x']).options, { HELD: 'on' })

test('--env hands a variable on or sets one', () => {
  expect(request('--env', 'HELD', '--env', 'NEW=a=b\nc', '--env', 'MISSING').variables).toEqual({
    set: { HELD: 'on', NEW: 'a=b\nc' },
  })
})

test('--env without a name is refused', () => {
  expect(() => request('--env', '=x')).toThrow(expect.objectContaining({ code: 'CLI_NOT_A_VARIABLE' }))
})

test('nothing is asked for that was not given', () => {
  const { environment, ...asked } = request()
  expect(Object.values(asked).every((value) => value === undefined)).toBe(true)
})
