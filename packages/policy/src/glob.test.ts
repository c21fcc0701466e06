import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { naiveGlobMatch } from '../test/support/naive-glob.js'
import { compileGlob, compileGlobs, escapeGlob, globBase, globProblem, hasGlob, splitGlob } from './glob.js'

const matches = (pattern: string, path: string | Uint8Array) =>
  compileGlob(pattern, { caseSensitive: true }).matches(path)
const denies = (pattern: string, path: string) => compileGlob(pattern, { caseSensitive: true }).denies(path)

describe('one name', () => {
  test.each([
    ['/r/*.env', '/r/.env', true],
    ['/r/*.env', '/r/a/.env', false],
    ['/r/?', '/r/é', true],
    ['/r/?', '/r/ab', false],
    ['/r/?', '/r/😀', true],
    ['/r/[ab]x', '/r/bx', true],
    ['/r/[!ab]x', '/r/bx', false],
    ['/r/[!ab]x', '/r/cx', true],
    ['/r/[^ab]x', '/r/bx', false],
    ['/r/[a-c]', '/r/b', true],
    ['/r/[]-]', '/r/]', true],
    ['/r/[!]]', '/r/]', false],
    ['/r[!a]x', '/r/x', false],
    ['/r?x', '/r/x', false],
    ['/r/[+-9]x', '/r//x', false],
    ['/r/a[', '/r/a[', true],
    ['/r/[a/b]', '/r/[a/b]', true],
    ['/r/a\\*', '/r/a\\bc', true],
    ['/r/{a,b}', '/r/a', false],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(matches(pattern, path)).toBe(expected)
  })
})

describe('across directories', () => {
  test.each([
    ['/r/**/x', '/r/x', true],
    ['/r/**/x', '/r/a/b/x', true],
    ['/r/**/x', '/r/ax', false],
    ['/r/**/**/x', '/r/x', true],
    ['/r/a**z', '/r/a/b/z', true],
    ['/r/**/*.env', '/r/.env', true],
    ['/r/d/**', '/r/d', true],
    ['/r/**/d/**', '/r/a/d', true],
    ['/r/d/**/*', '/r/d', false],
    ['/r/d/**/*', '/r/d/a', true],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(matches(pattern, path)).toBe(expected)
  })

  test('a match denies everything below it', () => {
    expect(denies('/r/*.d', '/r/conf.d/a/b')).toBe(true)
    expect(denies('/r/*.d', '/r/conf.data/a/b')).toBe(false)
    expect(denies('/r/d/**', '/r/d/a/b')).toBe(true)
  })
})

test('a byte that is not UTF-8 counts as one character', () => {
  const path = Buffer.from([0x2f, 0x72, 0x2f, 0x61, 0xff, 0x62])
  expect(matches('/r/a?b', path)).toBe(true)
  expect(matches('/r/*', path)).toBe(true)
  expect(matches('/r/a[!x]b', path)).toBe(true)
  expect(matches('/r/aÿb', path)).toBe(false)
})

test('without regard to case, literals and classes match both', () => {
  const glob = compileGlob('/R/[A-C]*.Env', { caseSensitive: false })
  expect(glob.matches('/r/bOOK.ENV')).toBe(true)
  expect(compileGlob('/r/[!a]', { caseSensitive: false }).matches('/r/A')).toBe(false)
})

test('hasGlob sees wildcards and closed classes only', () => {
  expect(['a*', 'a?', '[a]', '[]a]', '[!a]'].every(hasGlob)).toBe(true)
  expect(['a', '[', '[]', '[!]', '[a/b]', 'a]', '{a,b}'].some(hasGlob)).toBe(false)
})

test('globProblem tells what is wrong', () => {
  expect(globProblem('/r/[z-a]')).toBe('the range in the class [z-a] runs backwards')
  expect(globProblem('/r/[[:alpha:]]')).toBe('the class [[:alpha:] uses a named class')
  expect(globProblem('/r/../*')).toBe('it contains `.` or `..` as a name')
  expect(globProblem('/r/\0*')).toBe('it contains a NUL character')
  expect(globProblem('/r/[a-]*')).toBeUndefined()
  expect(() => compileGlob('/r/[z-a]', { caseSensitive: true })).toThrow(
    expect.objectContaining({ code: 'GLOB_INVALID' }),
  )
})

test('the base is the directory before the first wildcard', () => {
  expect(globBase('/repo/src/*.env')).toBe('/repo/src')
  expect(globBase('/repo/**/x')).toBe('/repo')
  expect(globBase('/repo/d/**')).toBe('/repo/d')
  expect(globBase('/repo/a[b/*')).toBe('/repo/a[b')
  expect(globBase('/**/x')).toBe('/')
  expect(splitGlob('/repo/[[]x/*')).toEqual({ base: '/repo/[x', rest: '*' })
})

test('an adversarial glob takes linear time', () => {
  const glob = compileGlob(`/r/${'a*'.repeat(60)}b`, { caseSensitive: true })
  expect(glob.matches(`/r/${'a'.repeat(20_000)}`)).toBe(false)
  const deep = compileGlob(`/r/${'**/a*'.repeat(1)}${'/**/a*'.repeat(30)}/b`, { caseSensitive: true })
  expect(deep.matches(`/r/${'a/'.repeat(4_000)}a`)).toBe(false)
})

describe('properties', () => {
  const part = fc.constantFrom('a', 'b', '/', '*', '?', '**', '**/', '[ab]', '[!a]', '[', ']', '.', 'é', 'A')
  const pattern = fc.array(part, { maxLength: 8 }).map((parts) => `/r/${parts.join('')}`)
  const name = fc.string({
    unit: fc.constantFrom('a', 'b', '.', 'é', 'A', '[', ']'),
    minLength: 1,
    maxLength: 3,
  })
  const path = fc
    .array(
      name.filter((each) => !/^\.+$/.test(each)),
      { maxLength: 4 },
    )
    .map((names) => ['/r', ...names].join('/'))
  const usable = pattern.filter((each) => globProblem(each) === undefined)

  test('it agrees with a backtracking matcher', () => {
    fc.assert(
      fc.property(usable, path, (glob, text) => {
        expect(matches(glob, text)).toBe(naiveGlobMatch(glob, text))
      }),
      { numRuns: 3000 },
    )
  })

  test('many globs in one machine answer like each alone', () => {
    fc.assert(
      fc.property(fc.array(usable, { maxLength: 6 }), fc.array(path, { maxLength: 5 }), (globs, paths) => {
        const set = compileGlobs(globs, 'linux')
        for (const text of paths) {
          expect(set.denying(text) !== -1).toBe(globs.some((glob) => denies(glob, text)))
        }
      }),
      { numRuns: 500 },
    )
  })

  test('an escaped path matches itself only', () => {
    fc.assert(
      fc.property(path, path, (one, other) => {
        expect(matches(escapeGlob(one), other)).toBe(one === other)
        expect(hasGlob(one) || escapeGlob(one) === one || one.includes('[')).toBe(true)
      }),
    )
  })
})

test('asking inside a directory gives what asking for the whole path gives', () => {
  const globs = compileGlobs(['/a/**/*.env', '/a/b/[xy]*', '/**/k', '/a/*/c?'], 'linux')
  const names = fc.string({
    unit: fc.constantFrom('a', 'b', 'c', 'k', 'x', '.', 'env', '.env'),
    minLength: 1,
    maxLength: 4,
  })
  const directories = fc.constantFrom('/', '/a', '/a/b', '/a/b/c', '/q/r', '/a/x')
  fc.assert(
    fc.property(directories, names, (directory, name) => {
      const path = directory === '/' ? `/${name}` : `${directory}/${name}`
      fc.pre(globs.denying(directory) === -1)
      expect(globs.inside(directory)(name)).toBe(globs.denying(path))
    }),
  )
})
