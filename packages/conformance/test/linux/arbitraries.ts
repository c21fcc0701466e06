/** Random files and rules over few names, so that they meet. */

import type { Access } from '@sandbox/policy'
import fc from 'fast-check'
import type { Case, TreeText } from '../../src/linux/case.js'

const usual = fc.constantFrom('a', 'b', 'c', 'x.env', '.git', '.codex', 'sandbox.toml')
const name = fc.oneof({ arbitrary: usual, weight: 20 }, { arbitrary: fc.constant('ü\n "'), weight: 1 })
const top = fc.constantFrom('w', 'w', 'w', 's')

/** Relative to the base: mostly below the workspace `w`. */
const anyPath = fc
  .tuple(top, fc.array(name, { maxLength: 3 }))
  .map(([first, names]) => [first, ...names].join('/'))
/** Below one of the tops, never one itself. */
const deepPath = anyPath.filter((path) => path.includes('/'))

const mostly = (most: string, ...others: readonly string[]) =>
  fc.oneof({ arbitrary: fc.constant(most), weight: 8 }, { arbitrary: fc.constantFrom(...others), weight: 2 })

const directory = fc.tuple(
  anyPath.map((path) => `${path}/`),
  mostly('', '0555', '0700', '0000', '0311', 'theirs', '0777 theirs'),
)
const file = fc.tuple(deepPath, mostly('', '0444', '0755', '0000', '0200', 'theirs', '0666 theirs'))
/** Links are often called what globs like to match, and often lead to something that is there already. */
const link = fc.tuple(
  fc.oneof(
    deepPath,
    top.map((first) => `${first}/x.env`),
  ),
  fc.oneof(
    { arbitrary: fc.nat(20).map((number) => `-> #${number}`), weight: 4 },
    anyPath.map((path) => `-> @/${path}`),
    name.map((to) => `-> ${to}`),
    name.map((to) => `-> ../${to}`),
    fc.tuple(name, name).map(([first, second]) => `-> ./${first}//${second}/.`),
    fc.tuple(name, name).map(([first, second]) => `-> ../${first}/../${second}`),
  ),
)
const fifo = fc.tuple(deepPath, fc.constant('fifo'))
const entry = fc.oneof(
  { arbitrary: directory, weight: 5 },
  { arbitrary: file, weight: 5 },
  { arbitrary: link, weight: 3 },
  { arbitrary: fifo, weight: 1 },
)

/** The workspace is there. An entry that does not fit the ones before it is left out. */
const anyTree: fc.Arbitrary<TreeText> = fc.array(entry, { maxLength: 12 }).map((entries) => {
  const kept: Record<string, string> = { 'w/': '' }
  const leaves = new Set<string>()
  const directories = new Set<string>(['w'])
  for (const [path, text] of entries) {
    const place = path.replace(/\/$/, '')
    const names = place.split('/')
    const above = names.slice(1).map((_, index) => names.slice(0, index + 1).join('/'))
    const isTaken = leaves.has(place) || directories.has(place)
    if (isTaken || above.some((each) => leaves.has(each))) continue
    for (const each of above) directories.add(each)
    if (path.endsWith('/')) directories.add(place)
    else leaves.add(place)
    kept[path] = text.replace(/#(\d+)/, (_, number) => thereAt(kept, Number(number)))
  }
  return kept
})

/** One of the things that are there, by number. */
function thereAt(tree: TreeText, number: number): string {
  const paths = Object.keys(tree)
  return `@/${(paths[number % paths.length] ?? 'w').replace(/\/$/, '')}`
}

const access = fc.constantFrom<Access>('read', 'write', 'write', 'deny')

/** A path for a rule; which one depends on the files. */
type PathOf = (tree: TreeText) => string

const somewhere: fc.Arbitrary<PathOf> = anyPath.map((path) => () => `@/${path}`)
/** Something that is there, or a name below it. */
const there: fc.Arbitrary<PathOf> = fc.tuple(fc.nat(40), fc.option(name)).map(([number, below]) => (tree) => {
  const path = thereAt(tree, number)
  return below === null ? path : `${path}/${below}`
})
const around: fc.Arbitrary<PathOf> = fc
  .constantFrom('/', ':minimal', '/var', '/var/tmp', '@')
  .map((path) => () => path)
const literal = fc.tuple(
  fc.oneof(
    { arbitrary: there, weight: 6 },
    { arbitrary: somewhere, weight: 3 },
    { arbitrary: around, weight: 1 },
  ),
  access,
)
const GLOBS = [
  '**/*.env',
  '**/*.env',
  '*.env',
  '**/b',
  'a*',
  '**',
  '*/c',
  '?',
  '**/c/**',
  '[a-b]',
  '[!a]',
  '.g?t',
]
const glob = fc.tuple(
  fc.tuple(fc.constantFrom('@/w', '@/w', '@/w/a', '@/s'), fc.constantFrom(...GLOBS)).map(
    ([base, tail]): PathOf =>
      () =>
        `${base}/${tail}`,
  ),
  fc.constant<Access>('deny'),
)
const rules = fc.array(fc.oneof({ arbitrary: literal, weight: 6 }, { arbitrary: glob, weight: 1 }), {
  minLength: 1,
  maxLength: 7,
})

/** Where most policies begin, so that most of what is asked means something. */
const beginning = fc.constantFrom<Readonly<Record<string, Access>>>(
  { '/': 'read', '@/w': 'write' },
  { '/': 'read', '@/w': 'write' },
  { ':minimal': 'read', '@/w': 'write' },
  { '/': 'write' },
  {},
)

/** One case. */
export const anyCase: fc.Arbitrary<Case> = fc
  .record({
    tree: anyTree,
    beginning,
    rules,
    protectedNames: fc.subarray(['.git', '.codex']),
    moves: fc.array(fc.tuple(deepPath, anyPath), { maxLength: 6 }),
  })
  .map(({ tree, beginning: first, rules: written, protectedNames, moves }) => ({
    tree,
    rules: { ...first, ...Object.fromEntries(written.map(([path, access]) => [path(tree), access])) },
    protectedNames,
    moves,
  }))
