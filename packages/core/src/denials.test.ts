import { BUILTIN_PROFILES, resolve, WORKSPACE } from '@sandbox/policy'
import { describe, expect, test } from 'vitest'
import { findFileDenials } from './denials.js'

const profile = BUILTIN_PROFILES.get(WORKSPACE)
if (profile === undefined) throw new Error('no such built-in profile')
const source = { keyPath: '--deny' }
const policy = resolve(profile, {
  cwd: '/repo',
  home: '/home/me',
  platform: 'linux',
  extraRules: [{ key: '/secret', subpath: '.', access: 'deny', source }],
})

const subjects = (stderr: string) =>
  findFileDenials(stderr, policy, '/repo', () => 0).map((denial) => denial.subject)

describe('a path that cannot be written', () => {
  test.each([
    ['dash', 'sh: 1: cannot create /etc/oops: Read-only file system'],
    ['bash', 'bash: line 1: /etc/oops: Read-only file system'],
    ['coreutils', "touch: cannot touch '/etc/oops': Read-only file system"],
    ['coreutils with typographic quotes', 'touch: cannot touch ‘/etc/oops’: Read-only file system'],
    ['node', "Error: EROFS: read-only file system, open '/etc/oops'"],
    ['python', "OSError: [Errno 30] Read-only file system: '/etc/oops'"],
    ['a relative path', "touch: cannot touch '../etc/oops': Read-only file system"],
    ['curl-like, path last', 'cannot write: Read-only file system: /etc/oops'],
  ])('is found in what %s prints', (_, line) => {
    expect(subjects(line)).toEqual(['/etc/oops'])
  })
})

test('a denied path is found, with the rule that denies it', () => {
  expect(findFileDenials('cat: /secret/key: Permission denied\n', policy, '/repo', () => 7)).toEqual([
    {
      kind: 'file',
      subject: '/secret/key',
      reason: 'the policy denies this path',
      rule: '--deny',
      time: 7,
    },
  ])
})

describe('on macOS, where Seatbelt answers EPERM', () => {
  const mac = { ...policy, platform: 'darwin' as const }
  test.each([
    ['sh: /etc/oops: Operation not permitted', ['/etc/oops']],
    ["Error: EPERM: operation not permitted, open '/etc/oops'", ['/etc/oops']],
    ['cat: /secret/key: Operation not permitted', ['/secret/key']],
    // The file's own permissions.
    ['touch: /etc/oops: Permission denied', []],
    ['touch: /repo/x: Operation not permitted', []],
  ])('%s', (line, expected) => {
    expect(findFileDenials(line, mac, '/repo').map((denial) => denial.subject)).toEqual(expected)
  })
})

test('protected metadata counts as not writable', () => {
  expect(subjects("touch: cannot touch '.git/config': Read-only file system")).toEqual(['/repo/.git/config'])
})

test("the file's own permissions are no denial", () => {
  expect(subjects('cat: /etc/shadow: Permission denied')).toEqual([])
})

test('a read-only file system that the policy lets be written is no denial', () => {
  expect(subjects('touch: /repo/mnt/x: Read-only file system')).toEqual([])
})

test('text without a path is no denial', () => {
  expect(subjects('this sandbox has a permission denied problem\nPermission denied\n')).toEqual([])
})

test('a path is reported once', () => {
  const line = 'sh: /etc/a: Read-only file system\n'
  expect(subjects(line.repeat(3) + line.replace('/etc/a', '/etc/b'))).toEqual(['/etc/a', '/etc/b'])
})

test.each([
  ['quotes without end', `permission denied ${'‘'.repeat(1_000_000)}`],
  ['quotes of all kinds', `permission denied ${'‘`“'.repeat(300_000)}'`],
  ['quotes that end at once, or at the end', `permission denied ${'`'.repeat(1_000_000)}'`],
  ['blanks', `${' '.repeat(1_000_000)}x permission denied`],
  ['blanks before the reason', `x${' '.repeat(1_000_000)}permission denied`],
  ['very many names', `permission denied ${"'a' ".repeat(250_000)}`],
  ['very many lines', "permission denied 'a' 'b' 'c'\n".repeat(30_000)],
])('what a command prints takes no more time than its length: %s', (_, text) => {
  expect(subjects(text)).toEqual([])
})
