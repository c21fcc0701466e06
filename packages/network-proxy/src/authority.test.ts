import { describe, expect, test } from 'vitest'
import { formatAuthority, parseAuthority, parseSocksName } from './authority.js'
import { hostHeaderAgrees, parseRequestTarget } from './request-target.js'

describe('an authority', () => {
  test.each([
    ['example.com:443', 'example.com', 443],
    ['EXAMPLE.com.:443', 'example.com', 443],
    ['my_host:1', 'my_host', 1],
    ['127.1:65535', '127.0.0.1', 65535],
    ['0x7f000001:80', '127.0.0.1', 80],
    ['[::1]:80', '::1', 80],
    ['[::ffff:10.0.0.1]:80', '10.0.0.1', 80],
    ['xn--bcher-kva.example:80', 'xn--bcher-kva.example', 80],
  ])('%s is read', (text, host, port) => {
    expect(parseAuthority(text)).toEqual({ host, port })
  })

  test.each([
    '',
    ':',
    ':443',
    'a',
    'a:',
    'a:0',
    'a:65536',
    'a:99999',
    'a:0443',
    'a:+443',
    'a:443:443',
    'a: 443',
    'a:4 43',
    'a:443 ',
    ' a:443',
    'a b:443',
    'a\0b:443',
    'a\tb:443',
    'a@b:443',
    'a:443@b:443',
    'a%00b:443',
    'a%2eb:443',
    'a\\b:443',
    'a/b:443',
    'a?b:443',
    'a#b:443',
    'a..b:443',
    '.a:443',
    '-a:443',
    'a,b:443',
    'é:443',
    '①②⑦.0.0.1:443',
    'a。b:443',
    '::1:443',
    '[::1',
    '::1]:443',
    '[::1]443',
    '[fe80::1%eth0]:443',
    '[fe80::1%25eth0]:443',
    '[a]:443',
    '[127.0.0.1]:443',
    '[::1]a:443',
    '*.example.com:443',
    'http://a:443',
    `${'a'.repeat(64)}:443`,
    `${'a.'.repeat(128)}a:443`,
    '256.1.1.1:443',
    '1.2.3.4.5:443',
  ])('%j is refused', (text) => {
    expect(parseAuthority(text)).toBeUndefined()
  })

  test('takes a default port only where there is one', () => {
    expect(parseAuthority('a', 80)).toEqual({ host: 'a', port: 80 })
    expect(parseAuthority('a:', 80)).toBeUndefined()
  })

  test('puts IPv6 in brackets when it is written', () => {
    expect(formatAuthority({ host: '::1', port: 1 })).toBe('[::1]:1')
    expect(formatAuthority({ host: 'a', port: 1 })).toBe('a:1')
  })
})

describe('a SOCKS name', () => {
  test.each([
    ['Example.com.', 'example.com'],
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:7f00:1', '127.0.0.1'],
  ])('%s is read', (text, host) => {
    expect(parseSocksName(text)).toBe(host)
  })

  test.each(['', '[::1]', 'a\0.b', 'a b', 'fe80::1%eth0', 'a:80', 'é', 'a\r\nb'])('%j is refused', (text) => {
    expect(parseSocksName(text)).toBeUndefined()
  })
})

describe('a request target', () => {
  test.each([
    ['http://example.com/a?b', 'example.com', 80, '/a?b'],
    ['HTTP://example.com', 'example.com', 80, '/'],
    ['http://example.com:8080?q', 'example.com', 8080, '/?q'],
    ['http://[::1]:8080/', '::1', 8080, '/'],
    ['http://example.com/a@b:c', 'example.com', 80, '/a@b:c'],
  ])('%s is read', (target, host, port, path) => {
    expect(parseRequestTarget(target)).toEqual({ authority: { host, port }, path })
  })

  test.each([
    '/',
    '*',
    '//example.com/',
    'example.com',
    'example.com:80',
    'http:example.com',
    'http:/example.com',
    'http:///example.com',
    'https://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://example.com/',
    'ws://example.com/',
    'http://a@example.com/',
    'http://example.com\\@evil.example/',
    'http://example.com/#a',
    'http://example.com#a',
    'http://example.com/a b',
    'http://example.com/\u00e9',
    'http://example.com:/',
    'http://',
    'http://?a',
  ])('%j is refused', (target) => {
    expect(parseRequestTarget(target)).toHaveProperty('problem')
  })

  test.each([
    ['example.com', true],
    ['EXAMPLE.com.:80', true],
    ['example.com:8080', false],
    ['evil.example', false],
    ['example.com, evil.example', false],
    ['', false],
  ])('agrees with the Host header %j: %s', (header, agrees) => {
    expect(hostHeaderAgrees(header, { host: 'example.com', port: 80 })).toBe(agrees)
  })
})
