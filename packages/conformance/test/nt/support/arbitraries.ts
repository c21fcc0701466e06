/** Random files, rules and questions over few names, so that they meet; with letter case that folds. */

import type { ProfileRule } from '@sandbox/policy'
import fc from 'fast-check'
import { ONE_PATH_CALLS, type SystemCall, TWO_PATH_CALLS } from '../../../src/nt/index.js'
import { LIST_NAMES, type TreeText } from './machine.js'

const name = fc.constantFrom('a', 'b', 'A', 'c', '.git', '.GIT', '.codex', 'sandbox.toml', 'x.env', 'q q')
const top = fc.constantFrom('C:\\ws', 'C:\\w', 'C:\\Users\\me', 'C:\\ws\\a', 'C:\\W\\b')

/** Absolute, mostly below a few places that rules speak about. */
export const anyPath: fc.Arbitrary<string> = fc
  .tuple(top, fc.array(name, { maxLength: 3 }))
  .map(([start, names]) => [start, ...names].join('\\'))

/** Every call on a path, and those on two. */
export function callsOn(path: string, to: string): readonly SystemCall[] {
  return [
    ...ONE_PATH_CALLS.map((call): SystemCall => ({ call, path })),
    ...TWO_PATH_CALLS.map((call): SystemCall => ({ call, path, to })),
  ]
}

const access = fc.constantFrom('read' as const, 'write' as const, 'write' as const)
const rule = fc
  .tuple(anyPath, access)
  .map(([key, value]): ProfileRule => ({ key, subpath: '.', access: value, source: { keyPath: key } }))

/** The rules of one profile besides the reading of everything. */
export const anyRules: fc.Arbitrary<readonly ProfileRule[]> = fc.array(rule, { minLength: 1, maxLength: 6 })

const entry = fc.oneof(
  {
    arbitrary: fc
      .tuple(anyPath, fc.constantFrom(...LIST_NAMES))
      .map(([path, list]) => [`${path}\\`, list] as const),
    weight: 4,
  },
  {
    arbitrary: fc.tuple(anyPath, fc.constantFrom(...LIST_NAMES)).map(([path, list]) => [path, list] as const),
    weight: 4,
  },
  { arbitrary: fc.tuple(anyPath, anyPath).map(([path, to]) => [path, `-> ${to}`] as const), weight: 1 },
)

/** Files, directories and junctions. What does not fit the entries before it is left out. */
export const anyTree: fc.Arbitrary<TreeText> = fc
  .array(entry, { maxLength: 14 })
  .map((entries) => Object.fromEntries(entries))

/** Mostly where something can be done. */
const workPath = fc.oneof(
  {
    arbitrary: fc.array(name, { minLength: 1, maxLength: 2 }).map((names) => ['C:\\ws', ...names].join('\\')),
    weight: 3,
  },
  { arbitrary: anyPath, weight: 1 },
)

/** One call. */
export const anyCall: fc.Arbitrary<SystemCall> = fc
  .tuple(workPath, workPath, fc.constantFrom(...ONE_PATH_CALLS, ...TWO_PATH_CALLS))
  .map(([path, to, call]) => callsOn(path, to).find((each) => each.call === call) ?? { call: 'read', path })
