/** Rulesets as the kernel enforces them: it agrees with the simulator, and hence with the policy. */

import { spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Access, hostFiles } from '@sandbox/policy'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildRuleset, type Ruleset, rulesetWords } from '../src/index.js'
import { isOpen } from './support/landlock.js'
import { canConfine } from './support/landlock-abi.js'
import { type PolicyOptions, policyOf } from './support/policies.js'

const stage = fileURLToPath(new URL(`../vendor/linux-${process.arch}/sandbox-inner`, import.meta.url))
/** The first tests are the kernel's: a version that it has is enforced, a newer one refused. */
const ABI = 6
const SHELL = realpathSync('/bin/sh')

/** What to try, and whether the simulator says that it works. */
type Question = readonly [attempt: string, isOpen: boolean]

/** Runs a script under a ruleset. */
function confined(ruleset: Ruleset, script: string, cwd: string) {
  const command = ['env', 'PATH=/usr/bin:/bin', 'arg', SHELL, 'arg', '-c', 'arg', script]
  const specification = ['sandbox-inner 1', 'cwd', cwd, ...rulesetWords(ruleset), ...command, 'end', '']
  const directory = mkdtempSync(join(tmpdir(), 'sandbox-test-'))
  const file = join(directory, 'spec')
  writeFileSync(file, specification.join('\0'))
  const descriptors = [openSync(stage, 'r'), openSync(file, 'r+')]
  try {
    const args = ['launch', '1', '4', String(process.pid), '-', '-', '4', '/proc/self/fd/3', 'sandbox-inner']
    return spawnSync('/proc/self/fd/3', [...args, 'confine', '1', '4', '5'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe', ...descriptors],
    })
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor)
    rmSync(directory, { recursive: true })
  }
}

describe.skipIf(!canConfine)('on this kernel', () => {
  let root: string
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'sandbox-test-')))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  function make(entries: readonly string[]): void {
    for (const entry of entries) {
      const [name = '', target] = entry.split(' -> ')
      const path = join(root, name)
      mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true })
      if (target !== undefined) symlinkSync(target, path)
      else if (!name.endsWith('/')) writeFileSync(path, name)
    }
  }

  function ruled(rules: Readonly<Record<string, Access>>, options: PolicyOptions = {}): Ruleset {
    const system: Record<string, Access> = {
      '/usr': 'read',
      '/bin': 'read',
      '/lib': 'read',
      '/lib64': 'read',
      '/etc': 'read',
    }
    const own = Object.entries(rules).map(([name, access]) => [
      name === '.' ? root : join(root, name),
      access,
    ])
    const policy = policyOf({ ...system, ...Object.fromEntries(own) }, hostFiles, options)
    return buildRuleset(policy, { abi: ABI }, { purpose: 'alone', files: hostFiles })
  }

  /** One line per attempt, `yes` or `no`. */
  const tried = (ruleset: Ruleset, attempts: readonly string[]) => {
    const script = attempts.map((each) => `(${each}) 2>/dev/null && echo yes || echo no`).join('\n')
    const { status, stdout, stderr } = confined(ruleset, `${script}\nexit 42`, '/')
    expect([status, stderr]).toEqual([42, ''])
    return stdout.trim().split('\n')
  }

  const ENTRIES = [
    'a/f',
    'a/.git/config',
    'a/b/c/f',
    'a/b/g',
    'a/sandbox.toml',
    'd/e/f',
    'd/g',
    'h',
    'a/l -> ../h',
  ]

  test.each<readonly [string, Readonly<Record<string, Access>>]>([
    ['nothing but the system', {}],
    ['all readable', { '.': 'read' }],
    ['all writable', { '.': 'write' }],
    ['a writable directory in a readable one', { '.': 'read', 'a/b': 'write' }],
    ['a denied directory in a writable one', { '.': 'write', 'a/b': 'deny' }],
    ['a reopened directory', { '.': 'write', a: 'deny', 'a/b/c': 'write' }],
    ['a read-only directory in a writable one', { '.': 'write', 'd/e': 'read' }],
    ['a writable file', { 'd/g': 'write' }],
    ['a denied file in a readable directory', { '.': 'read', 'd/e/f': 'deny' }],
  ])('the kernel agrees with the simulator: %s', (_name, rules) => {
    make(ENTRIES)
    const ruleset = ruled(rules, { protectedNames: ['.git'] })
    const places = [
      '.',
      'a',
      'a/b',
      'a/b/c',
      'a/.git',
      'd',
      'd/e',
      ...ENTRIES.filter((each) => !each.includes('>')),
    ]
    const questions = places.flatMap((name): readonly Question[] => {
      const path = join(root, name)
      const isDirectory = statSync(path).isDirectory()
      const reading: Question = [`: < ${path}`, isOpen(ruleset, path, isDirectory ? 'read_dir' : 'read_file')]
      const makes = isOpen(ruleset, path, 'make_reg') && isOpen(ruleset, path, 'remove_file')
      return isDirectory
        ? [reading, [`set -C; : > ${path}/new && rm ${path}/new`, makes]]
        : [reading, [`: >> ${path}`, isOpen(ruleset, path, 'write_file')]]
    })
    const expected = questions.map(([attempt, open]) => `${attempt}: ${open ? 'yes' : 'no'}`)
    const answers = tried(
      ruleset,
      questions.map(([attempt]) => attempt),
    )
    expect(questions.map(([attempt], index) => `${attempt}: ${answers[index]}`)).toEqual(expected)
  })

  test('protected metadata holds against every detour', () => {
    make([...ENTRIES, 'other/'])
    const git = `${root}/a/.git`
    const detours = [
      `echo x >> ${git}/config`,
      `rm ${git}/config`,
      `mv ${git} ${root}/a/b/git`,
      `mv ${git} ${root}/a/git`,
      `mv ${root}/a ${root}/z`,
      `ln ${git}/config ${root}/a/b/config`,
      `mkdir ${git}/hooks`,
      `ln -s ${root}/h ${root}/a/b/link && echo x >> ${root}/a/b/link/../.git/config`,
      `echo x >> ${root}/a/sandbox.toml`,
      `mv ${root}/a/b/g ${root}/a/sandbox.toml`,
    ]
    const ruleset = ruled({ a: 'write' }, { protectedNames: ['.git'] })
    expect(tried(ruleset, detours)).toEqual(detours.map(() => 'no'))
    expect(tried(ruleset, [`echo x > ${root}/a/b/new`, `mv ${root}/a/b/new ${root}/a/b/c/new`])).toEqual([
      'yes',
      'yes',
    ])
  })

  test('a profile like :workspace runs ordinary commands in a protected workspace', () => {
    make(['.git/HEAD', 'src/a.c'])
    const policy = policyOf({ '/': 'read', [root]: 'write' }, hostFiles, {
      protectedNames: ['.git', '.codex'],
    })
    const ruleset = buildRuleset(policy, { abi: ABI }, { purpose: 'alone', files: hostFiles })
    const { status, stdout } = confined(ruleset, 'ls; cat src/a.c > src/b.c; echo > /dev/null; : > new', root)
    expect([status === 0, stdout]).toEqual([false, 'src\n'])
    expect([existsSync(join(root, 'src/b.c')), existsSync(join(root, 'new'))]).toEqual([true, false])
    expect(ruleset.warnings[0]?.message).toContain(`created, removed or renamed directly in ${root}`)
  })
})
