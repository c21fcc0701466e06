import { expect, test } from 'vitest'
import { all, any, anyBit, arg32, constant, masked, named, not, oneOf } from './build.js'
import { renderExpression } from './render.js'

const family = arg32(0, 'family')
const type = masked(arg32(1, 'type'), constant('0xf', 0xf))
const isUnix = oneOf(family, constant('AF_UNIX', 1))
const isStream = oneOf(type, constant('SOCK_STREAM', 1), constant('SOCK_SEQPACKET', 5))

test.each([
  [isUnix, 'family is AF_UNIX'],
  [isStream, 'type & 0xf is SOCK_STREAM or SOCK_SEQPACKET'],
  [oneOf(family, constant('a', 1), constant('b', 2), constant('c', 3)), 'family is a, b or c'],
  [anyBit(arg32(3, 'flags'), constant('MSG_FASTOPEN', 1)), 'flags has a bit of MSG_FASTOPEN'],
  [not(named('a unix socket', isUnix)), 'unless a unix socket'],
  [all(isUnix, isStream), 'family is AF_UNIX and type & 0xf is SOCK_STREAM or SOCK_SEQPACKET'],
  [
    not(any(all(isUnix, isStream), isUnix)),
    'unless (family is AF_UNIX and type & 0xf is SOCK_STREAM or SOCK_SEQPACKET) or family is AF_UNIX',
  ],
])('a condition reads as a phrase ($#)', (expression, phrase) => {
  expect(renderExpression(expression)).toBe(phrase)
})
