/** What no single call shows: a command that moves, links and swaps its way towards something closed. */

import { expect, test } from 'vitest'
import type { SystemCall } from '../../src/sbpl/index.js'
import {
  rulesOf,
  type Scenario,
  type ScenarioOptions,
  scenario,
  WORKSPACE_RULES,
} from './support/scenario.js'

const R = '/Users/me/repo'
const TREE = {
  [`${R}/.git/hooks/`]: '',
  [`${R}/.git/config`]: 'config',
  [`${R}/a/b/secret`]: 'secret',
  [`${R}/a/b/other`]: 'other',
  [`${R}/app/prod.env`]: 'secret',
  [`${R}/src/x`]: 'x',
  [`${R}/link`]: '-> a/b',
  '/Users/me/.ssh/id': 'secret',
}
const RULES = {
  ...WORKSPACE_RULES,
  '/Users/me/.ssh': 'deny',
  ':workspace_roots': { '.': 'write', 'a/b/secret': 'deny', '**/*.env': 'deny', 'new/locked/file': 'read' },
} as const

function start(options: ScenarioOptions = {}): Scenario {
  return scenario(rulesOf(RULES), { tree: TREE, ...options })
}

/** Whatever the command tried, these stay. */
function expectClosed({ machine, tree }: Scenario): void {
  const texts = tree.paths().map((path) => machine.read(path))
  expect(texts).not.toContain('secret')
  expect(tree.locate(`${R}/.git/config`, { follow: false })?.node).toMatchObject({ content: 'config' })
  expect(tree.locate(`${R}/.git/hooks/pre-commit`, { follow: true })?.node).toBeUndefined()
  expect(tree.locate(`${R}/new/locked/file`, { follow: true })?.node).toBeUndefined()
}

const SEQUENCES: readonly (readonly [string, readonly SystemCall[]])[] = [
  ['rename the parent of a secret', [{ call: 'rename', path: `${R}/a/b`, to: `${R}/c` }]],
  ['rename the grandparent of a secret', [{ call: 'rename', path: `${R}/a`, to: `${R}/c` }]],
  [
    'rename the parent into another writable root',
    [{ call: 'rename', path: `${R}/a`, to: '/private/tmp/c' }],
  ],
  ['rename the parent of what a glob denies', [{ call: 'rename', path: `${R}/app`, to: '/private/tmp/app' }]],
  ['swap the parent of a secret', [{ call: 'swap', path: `${R}/a`, to: `${R}/src` }]],
  [
    'rename the parent away, write, and rename it back',
    [
      { call: 'rename', path: `${R}/.git`, to: `${R}/git` },
      { call: 'open-create', path: `${R}/git/hooks/pre-commit` },
      { call: 'rename', path: `${R}/git`, to: `${R}/.git` },
    ],
  ],
  ['link a secret', [{ call: 'link', path: `${R}/a/b/secret`, to: `${R}/mine` }]],
  ['link a secret of the home directory', [{ call: 'link', path: '/Users/me/.ssh/id', to: `${R}/mine` }]],
  [
    'link what is read-only, and write it',
    [
      { call: 'link', path: `${R}/.git/config`, to: `${R}/mine` },
      { call: 'open-write', path: `${R}/mine` },
    ],
  ],
  ['clone a secret', [{ call: 'clone', path: `${R}/a/b/secret`, to: `${R}/mine` }]],
  ['clone the parent of a secret', [{ call: 'clone', path: `${R}/a/b`, to: `${R}/mine` }]],
  ['clone the grandparent of a secret', [{ call: 'clone', path: `${R}/a`, to: `${R}/mine` }]],
  [
    'clone the parent of what a glob denies to where it denies nothing',
    [{ call: 'clone', path: `${R}/app`, to: '/private/tmp/mine' }],
  ],
  ['clone what is above a closed directory', [{ call: 'clone', path: '/Users', to: '/private/tmp/mine' }]],
  [
    'clone the parent of a secret by a link to it',
    [
      { call: 'symlink', path: `${R}/a/b`, to: `${R}/way` },
      { call: 'clone', path: `${R}/way`, to: `${R}/mine` },
    ],
  ],
  [
    'clone the whole home and rename the closed directory in the copy',
    [
      { call: 'clone', path: '/Users/me', to: '/private/tmp/mine' },
      { call: 'rename', path: '/private/tmp/mine/.ssh', to: '/private/tmp/ssh' },
    ],
  ],
  ['a link to a secret', [{ call: 'symlink', path: `${R}/a/b/secret`, to: `${R}/mine` }]],
  ['a link to the directory of a secret', [{ call: 'symlink', path: `${R}/a/b`, to: `${R}/mine` }]],
  [
    'replace a link on the way to a secret',
    [
      { call: 'unlink', path: `${R}/link` },
      { call: 'symlink', path: '/Users/me/.ssh', to: `${R}/link` },
    ],
  ],
  [
    'build .codex elsewhere and move it in',
    [
      { call: 'mkdir', path: `${R}/x` },
      { call: 'open-create', path: `${R}/x/config.toml` },
      { call: 'rename', path: `${R}/x`, to: `${R}/.codex` },
    ],
  ],
  [
    'build a closed path elsewhere and move its parent in',
    [
      { call: 'mkdir', path: `${R}/x` },
      { call: 'mkdir', path: `${R}/x/locked` },
      { call: 'open-create', path: `${R}/x/locked/file` },
      { call: 'rename', path: `${R}/x`, to: `${R}/new` },
    ],
  ],
  [
    'build a closed path elsewhere and link its parent in',
    [
      { call: 'mkdir', path: `${R}/x` },
      { call: 'mkdir', path: `${R}/x/locked` },
      { call: 'open-create', path: `${R}/x/locked/file` },
      { call: 'symlink', path: `${R}/x`, to: `${R}/new` },
    ],
  ],
  [
    'replace the workspace by a link',
    [
      { call: 'rename', path: R, to: '/private/tmp/repo' },
      { call: 'symlink', path: '/Users/me/.ssh', to: R },
    ],
  ],
  ['hooks in another letter case', [{ call: 'open-create', path: `${R}/.Git/HOOKS/pre-commit` }]],
]

test.each(SEQUENCES)('%s', (_, calls) => {
  const made = start()
  for (const call of calls) made.machine.do(call)
  expectClosed(made)
  expect(made.machine.tree.locate(`${R}/.codex`, { follow: false })?.node).toBeUndefined()
})

test('what a sequence has to keep is lost without the profile', () => {
  const made = scenario(rulesOf({ ':root': 'write' }), { tree: TREE, protectedNames: [] })
  for (const [, calls] of SEQUENCES) for (const call of calls) made.machine.do(call)
  expect(() => expectClosed(made)).toThrow()
})

test('a file that is granted can be replaced, and a directory in its place opens nothing', () => {
  const made = scenario(rulesOf({ ':root': 'read', '/Users/me/list': 'write' }), {
    tree: { '/Users/me/list': 'list' },
  })
  expect(made.machine.do({ call: 'unlink', path: '/Users/me/list' })).toBe('ok')
  expect(made.machine.do({ call: 'mkdir', path: '/Users/me/list' })).toBe('ok')
  expect(made.machine.do({ call: 'open-create', path: '/Users/me/list/x' })).toBe('EPERM')
})

test('a link in the place of a granted file leads nowhere', () => {
  const made = scenario(rulesOf({ ':root': 'read', '/Users/me/list': 'write' }), {
    tree: { '/Users/me/list': 'list', '/Users/me/.zshrc': 'zshrc' },
  })
  made.machine.do({ call: 'unlink', path: '/Users/me/list' })
  expect(made.machine.do({ call: 'symlink', path: '/Users/me/.zshrc', to: '/Users/me/list' })).toBe('ok')
  expect(made.machine.do({ call: 'open-write', path: '/Users/me/list' })).toBe('EPERM')
})

test.each([
  ['in its own spelling', `${R}/conf`],
  ['in another letter case', `${R}/CONF`],
])('a directory takes the place of a file that stands in the way of a closed path, %s', (_, way) => {
  const made = scenario(rulesOf({ ':root': 'read', [R]: 'write', [`${R}/conf/keys`]: 'read' }), {
    tree: { [`${R}/conf`]: 'a file' },
  })
  for (const call of [
    { call: 'rename', path: `${R}/conf`, to: `${R}/away` },
    { call: 'mkdir', path: `${R}/built` },
    { call: 'open-create', path: `${R}/built/keys` },
    { call: 'rename', path: `${R}/built`, to: way },
    { call: 'mkdir', path: way },
    { call: 'open-create', path: `${way}/keys` },
  ] as const)
    made.machine.do(call)
  expect(made.tree.locate(`${R}/conf/keys`, { follow: true })?.node).toBeUndefined()
})

test('a file that is the base of a deny glob, and the directory of another letter case that replaces it', () => {
  const made = scenario(rulesOf({ ':root': 'read', [R]: 'write', [`${R}/conf/*.key`]: 'deny' }), {
    tree: { [`${R}/conf`]: 'a file' },
  })
  expect(made.machine.do({ call: 'unlink', path: `${R}/conf` })).toBe('ok')
  expect(made.machine.do({ call: 'mkdir', path: `${R}/CONF` })).toBe('ok')
  expect(made.machine.do({ call: 'open-create', path: `${R}/CONF/a.txt` })).toBe('ok')
  expect(made.machine.do({ call: 'open-create', path: `${R}/CONF/a.key` })).toBe('EPERM')
})
