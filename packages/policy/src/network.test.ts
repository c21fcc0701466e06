import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseIpv4, parseIpv6, parseNetwork } from './addresses.js'
import { normalHost, parseHostPattern } from './domains.js'

describe('a host pattern', () => {
  test.each([
    ['Example.COM', 'example.com', undefined],
    ['example.com.', 'example.com', undefined],
    ['example.com.:8080', 'example.com', [[8080, 8080]]],
    ['*.example.com:8000-8999', '*.example.com', [[8000, 8999]]],
    ['**.Example.com:*', '**.example.com', [[1, 65535]]],
    ['*', '*', undefined],
    ['*:443', '*', [[443, 443]]],
    ['bücher.example', 'xn--bcher-kva.example', undefined],
    ['*.bücher。example', '*.xn--bcher-kva.example', undefined],
    ['my_host', 'my_host', undefined],
    ['127.1', '127.0.0.1', undefined],
    ['0x7f000001', '127.0.0.1', undefined],
    ['2130706433', '127.0.0.1', undefined],
    ['0177.0.0.01:22', '127.0.0.1', [[22, 22]]],
    ['１２７.0.0.1', '127.0.0.1', undefined],
    ['::1', '::1', undefined],
    ['[::1]:443', '::1', [[443, 443]]],
    ['[2001:DB8:0:0:0:0:0:1]', '2001:db8::1', undefined],
    ['::ffff:10.0.0.1', '10.0.0.1', undefined],
    ['[::ffff:7f00:1]:80', '127.0.0.1', [[80, 80]]],
    ['10.0.0.0/8', '10.0.0.0/8', undefined],
    ['10.0.0.0/8:443', '10.0.0.0/8', [[443, 443]]],
    ['0/0', '0.0.0.0/0', undefined],
    ['fd00::/8', 'fd00::/8', undefined],
    ['fd00::/8:1-2', 'fd00::/8', [[1, 2]]],
    ['[fd00::]/8:443', 'fd00::/8', [[443, 443]]],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8', undefined],
  ])('%s is %s with ports %j', (text, host, ports) => {
    expect(parseHostPattern(text)).toEqual({ pattern: { host, ports } })
  })

  test('is the same after it was normalised once', () => {
    const label = fc.stringMatching(/^[a-zA-Z0-9_äé]{1,8}$/)
    const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'))
    const stars = fc.constantFrom('', '*.', '**.')
    fc.assert(
      fc.property(stars, name, (star, text) => {
        const first = parseHostPattern(star + text)
        if (!('pattern' in first)) return
        expect(parseHostPattern(first.pattern.host)).toEqual({ pattern: first.pattern })
      }),
    )
  })

  test('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const result = parseHostPattern(text)
        expect('pattern' in result || result.problem !== '').toBe(true)
      }),
    )
  })
})

describe('a host', () => {
  test('is the same with trailing dots and in other letter case', () => {
    fc.assert(
      fc.property(fc.domain(), fc.nat(2), (domain, dots) => {
        expect(normalHost(domain.toUpperCase() + '.'.repeat(dots))).toBe(normalHost(domain))
      }),
    )
  })

  test('that is an IPv4 address is the same in every numeric spelling', () => {
    const byte = fc.nat(255)
    fc.assert(
      fc.property(byte, byte, byte, byte, (a, b, c, d) => {
        const value = ((a * 256 + b) * 256 + c) * 256 + d
        const spellings = [
          String(value),
          `0x${value.toString(16)}`,
          `0${value.toString(8)}`,
          `${a}.${(b * 256 + c) * 256 + d}`,
          `${a}.${b}.${c * 256 + d}`,
          `0x${a.toString(16)}.0${b.toString(8)}.${c}.${d}.`,
          `[::ffff:${a}.${b}.${c}.${d}]`,
          `::ffff:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`,
        ]
        const normal = `${a}.${b}.${c}.${d}`
        for (const spelling of spellings) expect(normalHost(spelling), spelling).toBe(normal)
      }),
    )
  })

  test('that is an IPv6 address is spelled as a URL spells it', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const normal = parseIpv6(address)
        if (normal?.family === 4) return
        expect(`[${normal?.text}]`).toBe(new URL(`http://[${address}]/`).hostname)
      }),
    )
  })

  test.each([
    '',
    '.',
    '..',
    'a..b',
    '-a',
    'a b',
    'a/b',
    'a%b',
    '[::1',
    '1.2.3.4.5',
    '1.2.3.256',
    '0x',
    ':',
    'a:80',
  ])('%j is none', (text) => {
    // The empty hexadecimal number is zero to some resolvers; it must then be that address and nothing else.
    expect(normalHost(text)).toBe(text === '0x' ? '0.0.0.0' : undefined)
  })
})

describe('an address', () => {
  test.each(['', '.', '1..2', '09', '1.2.3.4.5', '256.0.0.1', '4294967296', '1.2.65536', '1e3', '+1', ' 1'])(
    '%j is no IPv4 address',
    (text) => {
      expect(parseIpv4(text)).toBeUndefined()
    },
  )

  test.each([
    '',
    ':',
    ':::',
    '1::2::3',
    '12345::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '::1.2.3',
    '::1.2.3.04',
    '1:2:3:4:5:6:7::8',
  ])('%j is no IPv6 address', (text) => {
    expect(parseIpv6(text)).toBeUndefined()
  })

  test('keeps no bits behind the prefix of its network', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.nat(128), (address, length) => {
        const result = parseNetwork(address, String(length))
        if ('text' in result) {
          const [network = '', prefix = ''] = result.text.split('/')
          expect(parseNetwork(network, prefix)).toEqual(result)
        } else expect(result.hint).toMatch(/Write /)
      }),
    )
  })
})
