/** Random files, rules and questions over few names, so that they meet; with letter case and accents that fold. */

import type { ProfileRule } from '@sandbox/policy'
import fc from 'fast-check'
import { ONE_PATH_CALLS, type SystemCall, type TreeText, TWO_PATH_CALLS } from '../../../src/sbpl/index.js'

const name = fc.constantFrom(
  'a',
  'b',
  'A',
  'c',
  '.git',
  '.GIT',
  '.codex',
  'x.env',
  'X.ENV',
  'é',
  'e\u0301',
  'q"q',
  'r.d',
  '한',
)
const top = fc.constantFrom('/w', '/Users/me/repo', '/private/tmp', '/s', '/Users', '/W')

/** Absolute, mostly below a few places that rules speak about. */
export const anyPath: fc.Arbitrary<string> = fc
  .tuple(top, fc.array(name, { maxLength: 3 }))
  .map(([start, names]) => [start, ...names].join('/'))

const access = fc.constantFrom('read', 'write', 'write', 'deny')
const glob = fc
  .tuple(
    fc.constantFrom('/w', '/Users/me/repo', '/private/tmp', '/w/a'),
    fc.constantFrom(
      '*',
      '**/*.env',
      '**/b',
      'a*',
      '**',
      '*/c',
      '?',
      '**/c/**',
      '[a-c]',
      '[!a]',
      '**/[é]',
      '*"*',
      '.g?t',
      '*.[de]*',
    ),
  )
  .map(([base, tail]) => `${base}/${tail}`)

const literal = fc.tuple(
  fc.oneof(anyPath, fc.constantFrom(':root', ':minimal', ':slash_tmp', ':home')),
  access,
)
const denied = fc.tuple(glob, fc.constant('deny'))

const rule = fc
  .oneof({ arbitrary: literal, weight: 6 }, { arbitrary: denied, weight: 1 })
  .map(([key, value]) => ({ key, subpath: '.', access: value, source: { keyPath: key } }) as ProfileRule)

/** The rules of one profile; often with a readable or writable place to begin with. */
export const anyRules: fc.Arbitrary<readonly ProfileRule[]> = fc.array(rule, { minLength: 1, maxLength: 8 })

const entry = fc.oneof(
  { arbitrary: anyPath.map((path) => [`${path}/`, ''] as const), weight: 4 },
  { arbitrary: anyPath.map((path) => [path, 'text'] as const), weight: 3 },
  {
    // Links directly below the root are the system's own, and never lead into themselves.
    arbitrary: fc
      .tuple(
        anyPath.filter((path) => path.lastIndexOf('/') > 0),
        anyPath,
      )
      .map(([path, to]) => [path, `-> ${to}`] as const),
    weight: 1,
  },
)

/** Files, directories and links. An entry that does not fit the ones before it is left out. */
export const anyTree: fc.Arbitrary<TreeText> = fc
  .array(entry, { maxLength: 12 })
  .map((entries) => fitting(entries))

function fitting(entries: readonly (readonly [string, string])[]): TreeText {
  const kept: Record<string, string> = {}
  const leaves = new Set<string>()
  const taken = new Set<string>()
  const key = (path: string) => path.normalize('NFC').toLowerCase().replace(/\/$/, '')
  for (const [path, content] of entries) {
    const names = key(path).split('/')
    const above = names.map((_, index) => names.slice(0, index).join('/'))
    const isDirectory = path.endsWith('/')
    if (above.some((each) => leaves.has(each)) || leaves.has(key(path))) continue
    if (!isDirectory && (taken.has(key(path)) || RESERVED.has(key(path)))) continue
    for (const each of [...above, ...(isDirectory ? [key(path)] : [])]) taken.add(each)
    if (!isDirectory) leaves.add(key(path))
    kept[path] = content
  }
  return kept
}

const RESERVED = new Set(['/users', '/users/me', '/users/me/repo', '/private/tmp', '/private'])

const onePath = fc
  .tuple(fc.constantFrom(...ONE_PATH_CALLS), anyPath)
  .map(([call, path]): SystemCall => ({ call, path }))
const twoPaths = fc
  .tuple(fc.constantFrom(...TWO_PATH_CALLS), anyPath, anyPath)
  .map(([call, path, to]): SystemCall => ({ call, path, to }))

/** One call on random paths. */
export const anyCall: fc.Arbitrary<SystemCall> = fc.oneof(onePath, onePath, twoPaths)
