import { expect, test } from 'vitest'
import { chooseUpstream } from './upstream-url.js'

const TARGET = { host: 'a.test', port: 443 }
const of = (setting: string, environment = {}) => chooseUpstream(setting, environment)(TARGET, 'tunnel')

test.each([
  ['http://proxy.test:3128', 'http', 'proxy.test', 3128, false],
  ['http://proxy.test', 'http', 'proxy.test', 80, false],
  ['https://proxy.test', 'https', 'proxy.test', 443, false],
  ['socks5h://[::1]:9', 'socks5', '::1', 9, false],
  ['socks5://127.1', 'socks5', '127.0.0.1', 1080, true],
  ['socks://proxy.test', 'socks5', 'proxy.test', 1080, false],
  ['proxy.test:3128', 'http', 'proxy.test', 3128, false],
])('%s is a way out', (url, kind, host, port, looksUpNames) => {
  expect(of(url)).toEqual({ kind, address: { host, port }, looksUpNames })
})

test('credentials are decoded', () => {
  expect(of('http://me:p%40ss@proxy.test')).toHaveProperty('credentials', { user: 'me', password: 'p@ss' })
})

test.each(['', 'ftp://a', 'http://', 'http://a:0', 'http://a%00', 'http://%ff@a', 'file:///x'])(
  '%j is none',
  (url) => {
    expect(() => of(url)).toThrow(expect.objectContaining({ code: 'EGRESS_UPSTREAM' }))
  },
)

test('the environment says which proxy is for what', () => {
  const ways = (environment: Record<string, string>) => {
    const choose = chooseUpstream('environment', environment)
    return [choose(TARGET, 'http')?.address.host, choose(TARGET, 'tunnel')?.address.host]
  }
  expect(ways({})).toEqual([undefined, undefined])
  expect(ways({ HTTP_PROXY: 'http://h', HTTPS_PROXY: 'http://s', ALL_PROXY: 'http://a' })).toEqual(['h', 's'])
  expect(ways({ http_proxy: 'http://l', HTTP_PROXY: 'http://h' })).toEqual(['l', 'l'])
  expect(ways({ ALL_PROXY: 'socks5h://a' })).toEqual(['a', 'a'])
  expect(ways({ https_proxy: 'http://s' })).toEqual([undefined, 's'])
  expect(ways({ HTTP_PROXY: ' ', ALL_PROXY: 'http://a' })).toEqual(['a', 'a'])
})

test('a broken proxy in the environment is an error, not a direct connection', () => {
  expect(() => chooseUpstream('environment', { HTTP_PROXY: 'ftp://x' })).toThrow('HTTP_PROXY')
})

test.each([
  ['a.test', true],
  ['.a.test', true],
  ['*.test', true],
  ['test', true],
  ['a.test:443', true],
  ['a.test:80', false],
  ['b.test, a.test', true],
  ['*', true],
  ['est', false],
  ['', false],
])('NO_PROXY=%s exempts a.test: %s', (no_proxy, exempt) => {
  const choose = chooseUpstream('environment', { HTTP_PROXY: 'http://h', no_proxy })
  expect(choose(TARGET, 'http') === undefined).toBe(exempt)
})

test('without a setting the way out is direct, whatever the environment says', () => {
  expect(chooseUpstream(undefined, { HTTP_PROXY: 'http://h' })(TARGET, 'http')).toBeUndefined()
})
