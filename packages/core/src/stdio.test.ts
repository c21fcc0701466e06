import { expect, test } from 'vitest'
import { hasTerminal, standardStreams } from './stdio.js'

test('every stream is a pipe when nothing is said', () => {
  expect(standardStreams({})).toEqual(['pipe', 'pipe', 'pipe'])
})

test('one word stands for all three', () => {
  expect(standardStreams({ stdio: 'ignore' })).toEqual(['ignore', 'ignore', 'ignore'])
})

test('single streams and gaps are filled up', () => {
  expect(standardStreams({ stdout: 'inherit' })).toEqual(['pipe', 'inherit', 'pipe'])
  expect(standardStreams({ stdio: ['ignore', undefined, 'inherit'] })).toEqual(['ignore', 'pipe', 'inherit'])
})

test('a fourth stream is refused', () => {
  expect(() => standardStreams({ stdio: ['pipe', 'pipe', 'pipe', 'pipe'] })).toThrow(
    expect.objectContaining({ code: 'OPTION_NOT_SUPPORTED', message: expect.stringContaining('stdio[3]') }),
  )
})

test('stdio beside a single stream is refused', () => {
  expect(() => standardStreams({ stdio: 'pipe', stderr: 'ignore' })).toThrow(
    expect.objectContaining({ message: expect.stringContaining('stderr') }),
  )
})

test('pipes are no terminal', () => {
  expect(hasTerminal(['pipe', 'ignore', ['pipe']])).toBe(false)
})
