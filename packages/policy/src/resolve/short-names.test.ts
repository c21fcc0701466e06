import { expect, test } from 'vitest'
import type { FileView } from '../files.js'
import { withLongNames } from './short-names.js'

/** `C:\Users\runneradmin\Temp`, whose directories have short names too. */
const files: FileView = {
  kind: (path) => (/link~1$/.test(path) ? 'link' : /none/.test(path) ? 'missing' : 'directory'),
  realpath: (path) =>
    /none/.test(path) ? undefined : path.replaceAll('RUNNER~1', 'runneradmin').replaceAll('ODD~9', 'odd~9'),
  readLink: () => undefined,
  readText: () => undefined,
  list: () => [],
}

test.each([
  ['C:\\Users\\RUNNER~1\\Temp', 'C:\\Users\\runneradmin\\Temp'],
  ['C:\\RUNNER~1\\none~1\\RUNNER~1', 'C:\\runneradmin\\none~1\\RUNNER~1'],
  ['C:\\RUNNER~1\\link~1', 'C:\\runneradmin\\link~1'],
  ['C:\\ODD~9', 'C:\\odd~9'],
  ['C:\\plain', 'C:\\plain'],
  ['C:\\', 'C:\\'],
])('%s is %s', (path, long) => {
  expect(withLongNames(path, files, 'win32')).toBe(long)
})

test('elsewhere such names mean themselves', () => {
  expect(withLongNames('/RUNNER~1', files, 'linux')).toBe('/RUNNER~1')
})
