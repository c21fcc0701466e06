import type { DomainRule } from '@sandbox/policy'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { egress } from '../test/support/rules.js'
import { compileRules } from './rules.js'

const judge = (domains: Parameters<typeof egress>[0], host: string, port = 443) =>
  compileRules(egress(domains).domains).judge(host, port).action

test.each([
  ['example.com', 'example.com', 'allow'],
  ['example.com', 'a.example.com', 'none'],
  ['example.com', 'evilexample.com', 'none'],
  ['example.com', 'example.com.evil.example', 'none'],
  ['*.example.com', 'example.com', 'none'],
  ['*.example.com', 'a.example.com', 'allow'],
  ['*.example.com', 'a.b.example.com', 'allow'],
  ['*.example.com', 'evilexample.com', 'none'],
  ['**.example.com', 'example.com', 'allow'],
  ['**.example.com', 'a.b.example.com', 'allow'],
  ['**.example.com', 'evilexample.com', 'none'],
  ['*.com', 'example.com', 'allow'],
  ['*', 'example.com', 'allow'],
  ['*', '1.1.1.1', 'allow'],
  ['*', '2606:4700::1', 'allow'],
  ['1.1.1.1', '1.1.1.1', 'allow'],
  ['1.1.1.1', '1.1.1.2', 'none'],
  ['1.1.1.0/24', '1.1.1.2', 'allow'],
  ['1.1.1.0/24', '1.1.2.2', 'none'],
  ['2606:4700::/32', '2606:4700:1::1', 'allow'],
  ['2606:4700::/32', '2606:4701::1', 'none'],
  ['::/0', '1.1.1.1', 'none'],
  ['0.0.0.0/0', '2606:4700::1', 'none'],
])('with %s allowed, %s is %s', (pattern, host, action) => {
  expect(judge({ [pattern]: 'allow' }, host)).toBe(action)
})

test.each([
  ['a', 80, 'allow'],
  ['a', 443, 'allow'],
  ['a', 8080, 'none'],
  ['a:8080', 8080, 'allow'],
  ['a:8080', 80, 'none'],
  ['a:1000-2000', 1500, 'allow'],
  ['a:1000-2000', 2001, 'none'],
  ['a:*', 65535, 'allow'],
  ['*', 22, 'allow'],
])('the allow rule %s on port %i: %s', (pattern, port, action) => {
  expect(judge({ [pattern]: 'allow' }, 'a', port)).toBe(action)
})

test('an address without a port is for the ports of the web', () => {
  expect(judge({ '1.1.1.1': 'allow' }, '1.1.1.1', 22)).toBe('none')
})

test('a deny rule without a port is for every port', () => {
  expect(judge({ '*': 'allow', a: 'deny' }, 'a', 8080)).toBe('deny')
  expect(judge({ '*': 'allow', 'a:80': 'deny' }, 'a', 8080)).toBe('allow')
})

test('deny beats allow, however exact the allow is', () => {
  expect(judge({ 'a.example.com': 'allow', '**.example.com': 'deny' }, 'a.example.com')).toBe('deny')
  expect(judge({ '1.1.1.1': 'allow', '1.0.0.0/8': 'deny' }, '1.1.1.1')).toBe('deny')
})

test('a denied IPv4 address is denied inside of IPv6 as well', () => {
  expect(judge({ '*': 'allow', '8.8.8.8': 'deny' }, '64:ff9b::808:808')).toBe('deny')
  expect(judge({ '*': 'allow', '8.8.0.0/16': 'deny' }, '2002:808:808::1')).toBe('deny')
})

test('only a rule for the address itself opens it literally', () => {
  const literally = (pattern: string) =>
    compileRules(egress({ [pattern]: 'allow' }).domains).allowsLiterally('10.0.0.1', 80)
  expect(literally('10.0.0.1')).toBe(true)
  expect(literally('10.0.0.0/8')).toBe(true)
  expect(literally('*')).toBe(false)
  expect(literally('10.0.0.1:81')).toBe(false)
})

test('the answer is that of a walk over all rules', () => {
  const name = fc
    .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 })
    .map((labels) => labels.join('.'))
  const rule = fc.record({
    stars: fc.constantFrom('', '*.', '**.'),
    name,
    action: fc.constantFrom('allow', 'deny'),
  })
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 6 }), name, (rules, host) => {
      const domains = rules.map(
        ({ stars, name: below, action }): DomainRule => ({
          host: stars + below,
          action: action as 'allow' | 'deny',
          private: false,
          source: { keyPath: '' },
        }),
      )
      const matches = ({ host: pattern }: DomainRule) => {
        const below = pattern.replace(/^\*+\./, '')
        if (pattern === below) return host === below
        return host.endsWith(`.${below}`) || (pattern.startsWith('**') && host === below)
      }
      const found = domains.filter(matches).map(({ action }) => action)
      const expected = found.includes('deny') ? 'deny' : (found[0] ?? 'none')
      expect(compileRules(domains).judge(host, 443).action).toBe(expected)
    }),
  )
})
