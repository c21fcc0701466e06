import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyPath } from '../test/support/arbitraries.js'
import {
  componentsOf,
  depthOf,
  isAbsolutePath,
  isAtOrBelow,
  isBelow,
  joinPath,
  normalPath,
  parentOf,
  sortByPath,
} from './paths.js'

describe('normal paths', () => {
  test.each([
    ['linux', '/', '/'],
    ['linux', '//a///b/', '/a/b'],
    ['linux', '/a/./b/../c/.', '/a/c'],
    ['linux', '/../..', '/'],
    ['linux', '/a/.../b', '/a/.../b'],
    ['linux', '/a\\b', '/a\\b'],
    ['win32', 'c:/', 'C:\\'],
    ['win32', 'c:\\a/b\\..\\c\\', 'C:\\a\\c'],
    ['win32', '\\\\?\\C:\\a', 'C:\\a'],
    ['win32', '//?/c:/a', 'C:\\a'],
    ['win32', '\\\\?\\UNC\\server\\share\\a', '\\\\server\\share\\a'],
    ['win32', '//server/share/', '\\\\server\\share'],
    ['win32', 'C:\\a. .\\b...\\c::$DATA', 'C:\\a\\b\\c'],
    ['win32', 'C:\\..\\..', 'C:\\'],
  ] as const)('%s: %s is %s', (platform, path, normal) => {
    expect(normalPath(path, platform)).toBe(normal)
  })

  test('relative ones need a base', () => {
    expect(normalPath('../b', 'linux', '/a/c')).toBe('/a/b')
    expect(normalPath('..\\b', 'win32', 'C:\\a\\c')).toBe('C:\\a\\b')
    expect(normalPath('\\b', 'win32', 'C:\\a\\c')).toBe('C:\\b')
    for (const path of ['C:b', 'b']) {
      expect(() => normalPath(path, 'win32')).toThrow(expect.objectContaining({ code: 'PATH_NOT_ABSOLUTE' }))
    }
    expect(() => normalPath('C:b', 'win32', 'C:\\a')).toThrow(
      expect.objectContaining({ code: 'PATH_NOT_ABSOLUTE' }),
    )
  })

  test('normal paths stay as they are', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        expect(normalPath(path, 'linux')).toBe(path)
      }),
    )
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('\0'))
        const once = normalPath(`/${text}`, 'linux')
        expect(normalPath(once, 'linux')).toBe(once)
        expect(componentsOf(once, 'linux').some((name) => ['', '.', '..'].includes(name))).toBe(false)
        const windows = normalPath(`C:\\${text}`, 'win32')
        expect(normalPath(windows, 'win32')).toBe(windows)
      }),
    )
  })
})

test('absolute means with a drive or a share on Windows', () => {
  expect(isAbsolutePath('C:\\a', 'win32')).toBe(true)
  expect(isAbsolutePath('\\\\server\\share', 'win32')).toBe(true)
  expect(isAbsolutePath('\\a', 'win32')).toBe(false)
  expect(isAbsolutePath('C:a', 'win32')).toBe(false)
  expect(isAbsolutePath('C:\\a', 'linux')).toBe(false)
})

test('components, depth and parents', () => {
  expect(componentsOf('/', 'linux')).toEqual([])
  expect(componentsOf('\\\\s\\share\\a', 'win32')).toEqual(['\\\\s\\share', 'a'])
  expect([depthOf('/', 'linux'), depthOf('/a/b', 'linux'), depthOf('C:\\a', 'win32')]).toEqual([0, 2, 2])
  expect([parentOf('/', 'linux'), parentOf('/a', 'linux'), parentOf('/a/b', 'linux')]).toEqual([
    '/',
    '/',
    '/a',
  ])
  expect([parentOf('C:\\', 'win32'), parentOf('C:\\a', 'win32')]).toEqual(['C:\\', 'C:\\'])
  expect(parentOf('\\\\s\\share\\a', 'win32')).toBe('\\\\s\\share')
  expect([joinPath('/', 'a', 'linux'), joinPath('C:\\', 'a', 'win32')]).toEqual(['/a', 'C:\\a'])
})

test('below is by whole names, and by the case rules of the platform', () => {
  expect(isAtOrBelow('/a/b', '/a', 'linux')).toBe(true)
  expect(isAtOrBelow('/ab', '/a', 'linux')).toBe(false)
  expect(isAtOrBelow('/x', '/', 'linux')).toBe(true)
  expect(isBelow('/a', '/a', 'linux')).toBe(false)
  expect(isAtOrBelow('/A/b', '/a', 'linux')).toBe(false)
  expect(isAtOrBelow('/A/b', '/a', 'darwin')).toBe(true)
  expect(isAtOrBelow('c:\\A', 'C:\\a', 'win32')).toBe(true)
})

test('sorting is by depth, then by text', () => {
  expect(sortByPath(['/b/a', '/c', '/a', '/'], (path) => path, 'linux')).toEqual(['/', '/a', '/c', '/b/a'])
})
