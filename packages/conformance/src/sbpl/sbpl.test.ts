/** The simulator itself: strict where the system is strict, and unsure where nobody knows. */

import { describe, expect, test } from 'vitest'
import { compileProfile } from './compile.js'
import { decideStrictly, evaluate } from './evaluate.js'
import { FileTree } from './file-tree.js'
import { READINGS } from './filters.js'
import { Machine } from './machine.js'
import { compilePattern } from './pattern.js'
import { readForms } from './read.js'

const HEAD = '(version 1)(deny default)'

describe('reading', () => {
  test.each([
    ['"a\\nb"', 'a\nb'],
    ['"\\""', '"'],
    ['"\\\\."', '\\.'],
    // The traps: an escape that means nothing is the character itself, and a raw string ends at any quote.
    ['"\\."', '.'],
    ['#"\\."', '\\.'],
    ['"\\x41\\x80"', 'A\x80'],
    ['"\\101"', 'A'],
    ['"é"', '\xc3\xa9'],
  ])('the string %s', (text, value) => {
    expect(readForms(text)[0]).toMatchObject({ kind: 'string', value })
  })

  test.each([
    ['(a', 'a list is not closed'],
    [')', 'a closing parenthesis too many'],
    ['"a', 'a string is not closed'],
    ['#"a\\"b"', 'a string is not closed'],
    [`"${'x'.repeat(1025)}"`, 'a string is longer than the system reads'],
    ['"\\xg0"', 'needs two hexadecimal digits'],
  ])('%s is refused', (text, message) => {
    expect(() => readForms(text)).toThrow(message)
  })

  test('comments and numbers', () => {
    expect(readForms('; a comment\n(a #x10 16 #t)')).toMatchObject([
      { items: [{ name: 'a' }, { value: 16 }, { value: 16 }, { value: true }] },
    ])
  })
})

describe('compiling', () => {
  test.each([
    ['(allow file-read*)', 'no version specified'],
    ['(version 1)(allow file-read*)', 'sets no default'],
    [`${HEAD}(allow file-fly)`, 'there is no operation file-fly'],
    [`${HEAD}(allow (subpath "/"))`, 'a rule names an operation'],
    [`${HEAD}(permit file-read*)`, 'permit is not known'],
    [`${HEAD}(allow file-read* (path-ending "x"))`, 'there is no filter path-ending'],
    [`${HEAD}(allow file-read* (subpath "a"))`, 'not an absolute, normal path'],
    [`${HEAD}(allow file-read* (literal "/a/"))`, 'not an absolute, normal path'],
    [`${HEAD}(allow file-read* (literal "/a//b"))`, 'not an absolute, normal path'],
    [`${HEAD}(allow file-read* (literal "/a/../b"))`, 'not an absolute, normal path'],
    [`${HEAD}(allow file-read* (subpath (param "A")))`, 'A is not defined'],
    [`${HEAD}(allow file-read* (require-not (literal "/a") (literal "/b")))`, 'require-not takes one filter'],
    [`${HEAD}(allow file-read* (vnode-type FOLDER))`, 'vnode-type does not take this'],
    [`${HEAD}(allow mach-lookup (literal "/a"))`, 'mach-lookup cannot be filtered by path'],
    [`${HEAD}(allow file-read* (global-name "a"))`, 'cannot be filtered by global-name'],
    [`${HEAD}(allow network-outbound (remote ip "127.0.0.1:80"))`, 'host must be * or localhost'],
    [`${HEAD}(allow network-outbound (remote ip "localhost:0"))`, 'host must be * or localhost'],
    [`${HEAD}(allow file-ioctl (ioctl-command TIOCSTI))`, 'ioctl-command does not take this'],
    [`${HEAD}(allow file-read* (regex "^/a["))`, 'a class that is not closed'],
    [`${HEAD}(allow file-read* (regex "a{2}"))`, 'a counted repetition'],
    [`${HEAD}(allow file-read* (regex "\\\\d"))`, 'an escaped letter or digit'],
    [`${HEAD}(allow file-read* (regex "(?:a)"))`, 'a group with a question mark'],
    [`${HEAD}(allow file-read* (regex "[[:alpha:]]"))`, 'a named class'],
    [`${HEAD}(allow file-read* (regex "[]"))`, 'an empty class'],
    [`${HEAD}(allow file-read* (regex "(a"))`, 'is not valid'],
  ])('%s is refused', (text, message) => {
    expect(() => compileProfile(text)).toThrow(message)
  })

  test('a definition that is not used is refused', () => {
    expect(() => compileProfile(HEAD, { A: '/a' })).toThrow('parameters are not used: A')
  })

  test('an error says where', () => {
    expect(() => compileProfile('(version 1)\n  (allow file-fly)')).toThrow('(line 2, column 10)')
  })

  test('names, appended strings and messages', () => {
    const text = `${HEAD}(define home "/Users/me")(deny file-read* (with message "tag") (subpath home))
      (allow file-read* (literal (string-append home "/x")))`
    const { rules } = compileProfile(text)
    expect(rules.map((rule) => rule.message)).toEqual(['tag', undefined])
    expect(rules[1]?.filter).toEqual({ kind: 'literal', values: ['/Users/me/x'] })
  })
})

/** What is said in the wild about precedence, and what each reading makes of it. */
describe('precedence', () => {
  const read = { operation: 'file-read-data', path: '/A/x' }
  const unlink = { operation: 'file-write-unlink', path: '/W/.git/x' }
  const smtp = {
    operation: 'network-outbound',
    connection: { kind: 'ip', end: 'remote', host: '192.0.2.1', port: 25 },
  } as const
  test.each([
    ['(deny file-read-data (subpath "/A"))(allow file-read* (subpath "/A"))', read, 'deny', 'allow'],
    [
      '(allow file-write-unlink (subpath "/W"))(deny file-write* (subpath "/W/.git"))',
      unlink,
      'allow',
      'deny',
    ],
    ['(allow file-read*)(deny file* (subpath "/A"))', read, 'allow', 'deny'],
    [
      '(deny file-read*)(allow file-read-metadata (subpath "/A"))',
      { ...read, operation: 'file-read-metadata' },
      'allow',
      'allow',
    ],
    ['(allow network*)(deny network-outbound (remote ip "*:25"))(allow network*)', smtp, 'deny', 'allow'],
  ] as const)('%s', (rules, request, specific, flat) => {
    const profile = compileProfile(HEAD + rules)
    const answers = READINGS.map((reading) => [
      reading.precedence,
      evaluate(profile, request, reading).allowed,
    ])
    for (const [precedence, allowed] of answers) {
      expect([precedence, allowed ? 'allow' : 'deny']).toEqual([
        precedence,
        precedence === 'flat' ? flat : specific,
      ])
    }
    if (specific === flat) expect(decideStrictly(profile, request).allowed).toBe(specific === 'allow')
    else expect(() => decideStrictly(profile, request)).toThrow('the readings differ')
  })

  test('several filters of a rule are alternatives', () => {
    const profile = compileProfile(`${HEAD}(allow file-read* (literal "/a") (literal "/b"))`)
    expect(decideStrictly(profile, { operation: 'file-read-data', path: '/b' }).allowed).toBe(true)
  })

  test('what is only allowed by a default of its own is not counted on', () => {
    const profile = compileProfile(HEAD)
    expect(() => decideStrictly(profile, { operation: 'file-link', path: '/a' })).toThrow('terminal default')
  })

  test('a subtree does not hold its root while that is being made', () => {
    const profile = compileProfile(`${HEAD}(allow file-write*)(deny file-write* (subpath "/w/.git"))`)
    const make = { operation: 'file-write-create', path: '/w/.git', isNew: true }
    expect(decideStrictly(profile, make).allowed).toBe(true)
    expect(decideStrictly(profile, { ...make, path: '/w/.git/x' }).allowed).toBe(false)
  })

  test('a local filter on an outgoing connection admits everything', () => {
    const profile = compileProfile(`${HEAD}(allow network-outbound (local ip "localhost:*"))`)
    expect(decideStrictly(profile, smtp).allowed).toBe(true)
  })
})

test('case in the other reading: letters of ASCII, in classes too, and no bytes of others', () => {
  const { exact, folded } = compilePattern('^/a[b-d]\\.é$')
  expect(exact.test('/aB.é')).toBe(false)
  expect(folded.test('/AB.é')).toBe(true)
  expect(folded.test('/AB.É')).toBe(false)
})

test('a call on a name that may not be looked up is neither done nor counted as refused', () => {
  const tree = new FileTree({ '/a': 'text' })
  const ask = (rules: string) =>
    new Machine(compileProfile(`${HEAD}${rules}`), tree).ask({ call: 'open-read', path: '/a' })
  expect(ask('(allow file-read* file-test-existence)')).toBe('ok')
  expect(ask('(allow file-read*)(deny file-test-existence)')).toBe(
    'allowed, but the name may not be looked up',
  )
  expect(ask('(deny file-test-existence)')).toBe('EPERM')
})

test('a clone of a directory asks for the directory alone, and brings along what is below it', () => {
  const tree = new FileTree({ '/home/closed/key': 'secret', '/work/': '' })
  const rules = '(allow file*)(allow file-clone file-test-existence)(deny file* (subpath "/home/closed"))'
  const machine = new Machine(compileProfile(`${HEAD}${rules}`), tree)
  expect(machine.do({ call: 'clone', path: '/home/closed', to: '/work/closed' })).toBe('EPERM')
  expect(machine.do({ call: 'clone', path: '/home', to: '/home/work' })).toBe('EINVAL')
  expect(machine.do({ call: 'clone', path: '/home', to: '/work/home' })).toBe('ok')
  expect(machine.read('/work/home/closed/key')).toBe('secret')
})

test('a clone is no second name', () => {
  const tree = new FileTree({ '/a/file': 'text' })
  const rules = '(allow file* file-clone file-test-existence)'
  const machine = new Machine(compileProfile(`${HEAD}${rules}`), tree)
  expect(machine.do({ call: 'clone', path: '/a', to: '/b' })).toBe('ok')
  expect(machine.do({ call: 'open-write', path: '/b/file' })).toBe('ok')
  expect([machine.read('/a/file'), machine.read('/b/file')]).toEqual(['text', 'written'])
})
