import { dirname } from 'node:path'
import { ACCESS_WIDTH, type Access, compileDecider, SandboxError } from '@sandbox/policy'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { isOpen } from '../../test/support/landlock.js'
import { filesOf, policyOf } from '../../test/support/policies.js'
import { buildRuleset } from './build-ruleset.js'
import type { Ruleset } from './ruleset.js'

// Many cases; a busy machine must not make them fail.
vi.setConfig({ testTimeout: 60_000 })

const PROTECTED = ['.git', '.codex', 'sandbox.toml']
const names = ['a', 'b', 'c', 'x.env', ...PROTECTED]
const path = (most: number) =>
  fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: most }).map((list) => `/${list.join('/')}`)
const root = fc.constant('/')
const rules = fc.dictionary(
  fc.oneof({ arbitrary: path(3), weight: 6 }, { arbitrary: root, weight: 1 }),
  fc.constantFrom<Access>('read', 'write', 'deny'),
  { maxKeys: 7 },
)
const globs = fc.dictionary(
  fc.constantFrom('/a/**/*.env', '/b/*', '/a/b/**', '/c/**/b'),
  fc.constant<Access>('deny'),
  {
    maxKeys: 2,
  },
)
const tree = fc.array(
  fc.tuple(path(4), fc.boolean()).map(([name, isDirectory]) => (isDirectory ? `${name}/` : name)),
  { maxLength: 25 },
)

/** A path cannot be both a file and a directory with something in it. */
function consistent(entries: readonly string[]): readonly string[] {
  const directories = new Set(
    entries.flatMap((entry) => {
      const parts = entry.split('/').filter((part) => part !== '')
      return parts.slice(0, -1).map((_part, index) => `/${parts.slice(0, index + 1).join('/')}`)
    }),
  )
  return entries.filter((entry) => entry.endsWith('/') || !directories.has(entry))
}

const isBelow = (child: string, parent: string) =>
  child !== parent && child.startsWith(parent === '/' ? '/' : `${parent}/`)

interface Case {
  readonly ruleset: Ruleset
  readonly accessOf: (path: string) => Access
  readonly existing: readonly string[]
  readonly isDirectory: (path: string) => boolean
  /** What exists, what the policy names, and what could be made. */
  readonly imaginable: readonly string[]
}

function caseOf(
  written: Record<string, Access>,
  denied: Record<string, Access>,
  entries: readonly string[],
  abi: number,
): Case {
  const files = filesOf(consistent(entries))
  const policy = policyOf({ ...written, ...denied }, files, { protectedNames: PROTECTED })
  const decider = compileDecider(policy)
  const accessOf = (each: string) => decider.decide(each).access
  const existing = allOf(files)
  const globMatches = existing.filter((each) => decider.decide(each).because === 'glob')
  const options = { purpose: 'alone', files, globMatches, accept: ['truncate'] } as const
  const ruleset = buildRuleset(policy, { abi }, options)
  const made = existing.flatMap((each) =>
    files.kind(each) === 'directory' ? names.map((name) => join(each, name)) : [],
  )
  return {
    ruleset,
    accessOf,
    existing,
    isDirectory: (each) => files.kind(each) === 'directory',
    imaginable: [...new Set([...existing, ...made, ...policy.rules.map((rule) => rule.path)])],
  }
}

const join = (directory: string, name: string) => (directory === '/' ? `/${name}` : `${directory}/${name}`)

function allOf(files: ReturnType<typeof filesOf>, at = '/'): readonly string[] {
  return [at, ...files.list(at).flatMap((name) => allOf(files, join(at, name)))]
}

const READING = ['read_file', 'read_dir', 'execute']
const MAKING = [
  'make_reg',
  'make_dir',
  'make_sym',
  'make_fifo',
  'make_sock',
  'make_char',
  'make_block',
  'refer',
]

function wronglyOpen({ ruleset, accessOf, existing, isDirectory, imaginable }: Case): readonly string[] {
  const isGlobbed = (each: string) => !existing.includes(each) && accessOf(each) === 'deny'
  const wrong: string[] = []
  const demand = (right: string, at: string, subject: string, least: Access) => {
    if (ACCESS_WIDTH[accessOf(subject)] < ACCESS_WIDTH[least])
      wrong.push(`${right} at ${at} opens ${subject}`)
  }
  for (const each of existing.filter((one) => !one.startsWith('/dev/'))) {
    for (const right of READING) if (isOpen(ruleset, each, right)) demand(right, each, each, 'read')
    for (const right of ['write_file', 'truncate'])
      if (!isDirectory(each) && isOpen(ruleset, each, right)) demand(right, each, each, 'write')
    if (!isDirectory(each)) continue
    // What is made later and matches a glob is open: that is said in `missing`.
    for (const right of MAKING.filter((one) => isOpen(ruleset, each, one)))
      for (const child of imaginable.filter(
        (one) => dirname(one) === each && one !== '/' && !existing.includes(one),
      ))
        if (!isGlobbed(child)) demand(right, each, child, 'write')
    for (const right of ['remove_dir', 'remove_file'].filter((one) => isOpen(ruleset, each, one)))
      for (const moved of imaginable.filter((one) => isBelow(one, each)))
        if (existing.includes(moved)) demand(right, each, moved, 'write')
  }
  return wrong
}

test('nothing that the policy closes is open, whatever the policy and the files', () => {
  let accepted = 0
  fc.assert(
    fc.property(rules, globs, tree, fc.integer({ min: 3, max: 9 }), (written, denied, entries, abi) => {
      let made: Case
      try {
        made = caseOf(written, denied, entries, abi)
      } catch (error) {
        if (error instanceof SandboxError) return
        throw error
      }
      accepted += 1
      expect(wronglyOpen(made)).toEqual([])
    }),
    { numRuns: 2000 },
  )
  expect(accepted).toBeGreaterThan(1000)
})

test('without closed places inside, what the policy opens is open', () => {
  fc.assert(
    fc.property(path(3), fc.constantFrom<Access>('read', 'write'), tree, (at, access, entries) => {
      const made = caseOf({ [at]: access }, {}, entries, 7)
      const right = access === 'read' ? 'read_file' : 'write_file'
      const files = made.existing.filter((each) => !made.isDirectory(each) && made.accessOf(each) === access)
      expect(files.filter((each) => !isOpen(made.ruleset, each, right))).toEqual([])
    }),
    { numRuns: 500 },
  )
})
