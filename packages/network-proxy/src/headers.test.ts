import { expect, test } from 'vitest'
import { headerValues, requestHeaders, responseHeaders } from './headers.js'
import { hasBody, readRequest } from './request-rules.js'

test('what belongs to one connection is not passed on', () => {
  const raw = [
    'Host',
    'x',
    'Connection',
    'close, X-Mine',
    'X-Mine',
    '1',
    'Keep-Alive',
    '5',
    'TE',
    'trailers',
    'Trailer',
    'a',
  ]
  const more = [
    'Proxy-Authorization',
    'secret',
    'Proxy-Connection',
    'keep-alive',
    'Upgrade',
    'h2c',
    'HTTP2-Settings',
    'a',
  ]
  const rest = [
    'Transfer-Encoding',
    'chunked',
    'Expect',
    '100-continue',
    'Accept',
    '*/*',
    'Cookie',
    'a',
    'Cookie',
    'b',
  ]
  expect(requestHeaders([...raw, ...more, ...rest], 'a.test')).toEqual([
    'Host',
    'a.test',
    'Accept',
    '*/*',
    'Cookie',
    'a',
    'Cookie',
    'b',
  ])
})

test('the Connection header cannot take away how long the body is', () => {
  const raw = ['Connection', 'content-length, Host', 'Content-Length', '3']
  expect(requestHeaders(raw, 'a')).toEqual(['Host', 'a', 'Content-Length', '3'])
  expect(responseHeaders(raw)).toEqual(['Content-Length', '3'])
})

test('a response keeps its own headers', () => {
  const raw = [
    'Set-Cookie',
    'a',
    'Set-Cookie',
    'b',
    'Connection',
    'x-hop',
    'X-Hop',
    '1',
    'Proxy-Authenticate',
    'Basic',
  ]
  expect(responseHeaders(raw)).toEqual(['Set-Cookie', 'a', 'Set-Cookie', 'b'])
})

test('a value that looks like a name is none', () => {
  expect(headerValues(['A', 'host', 'Host', 'b'], 'host')).toEqual(['b'])
  expect(requestHeaders(['A', 'host', 'B', 'connection'], 'a')).toEqual([
    'Host',
    'a',
    'A',
    'host',
    'B',
    'connection',
  ])
})

const request = (rawHeaders: string[], method = 'POST') => ({ url: 'http://a.test/', method, rawHeaders })

test.each([
  [['Host', 'a.test', 'Host', 'a.test'], 'more than one Host header'],
  [['Host', 'b.test'], 'different servers'],
  [['Host', 'a.test', 'Content-Length', '1', 'Content-Length', '1'], 'more than once'],
  [['Host', 'a.test', 'Content-Length', '1', 'Transfer-Encoding', 'chunked'], 'more than once'],
  [['Host', 'a.test', 'Transfer-Encoding', 'gzip, chunked'], 'other than chunked'],
  [['Host', 'a.test', 'Transfer-Encoding', 'identity'], 'other than chunked'],
])('%j is refused', (raw, problem) => {
  expect(readRequest(request(raw), false)).toEqual({ problem: expect.stringContaining(problem) })
})

test('limited network access takes no request that wants to be another method', () => {
  const raw = ['Host', 'a.test', 'X-HTTP-Method-Override', 'DELETE']
  expect(readRequest(request(raw, 'GET'), true)).toHaveProperty('problem')
  expect(readRequest(request(raw, 'GET'), false)).toHaveProperty('path', '/')
})

test('nor one that reads and has a body, in which a server may see another request', () => {
  for (const body of [
    ['Content-Length', '9'],
    ['Transfer-Encoding', 'chunked'],
  ]) {
    const raw = ['Host', 'a.test', ...body]
    expect(readRequest(request(raw, 'GET'), true)).toEqual({ problem: expect.stringContaining('body') })
    expect(readRequest(request(raw, 'GET'), false)).toHaveProperty('path', '/')
    // Refused by the name of its method.
    expect(readRequest(request(raw, 'POST'), true)).toHaveProperty('path', '/')
  }
})

test('a request has a body when it says so', () => {
  expect(hasBody(request(['Content-Length', '0']))).toBe(false)
  expect(hasBody(request([]))).toBe(false)
  expect(hasBody(request(['Content-Length', '1']))).toBe(true)
  expect(hasBody(request(['Transfer-Encoding', 'chunked']))).toBe(true)
})
