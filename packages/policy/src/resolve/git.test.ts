import { describe, expect, test } from 'vitest'
import { directory, link, type Tree } from '../../test/support/memory-files.js'
import { contextOf, policyOf, profileOf, type RuleTable, rulesOf } from '../../test/support/profiles.js'
import { decide } from '../decide.js'
import { resolve } from '../resolve.js'

const gitdir = '/main/.git/worktrees/wt'
const worktree: Tree = {
  '/repo/.git': `gitdir: ${gitdir}\n`,
  [`${gitdir}/gitdir`]: '/repo/.git\n',
  [`${gitdir}/commondir`]: '../..\n',
  '/main/.git/HEAD': 'ref: refs/heads/main\n',
}
const workspace: RuleTable = { ':workspace_roots': { '.': 'write' } }
const codes = (policy: ReturnType<typeof policyOf>) => policy.warnings.map((warning) => warning.code)

describe('a linked worktree', () => {
  test('its git directory and the common one are readable although nothing else is', () => {
    const policy = policyOf(workspace, worktree)
    expect(decide(policy, `${gitdir}/index`).access).toBe('read')
    expect(decide(policy, '/main/.git/objects/aa').access).toBe('read')
    expect(decide(policy, '/main/src').access).toBe('deny')
    expect(policy.readableRoots).toEqual(['/repo', '/main/.git'])
  })

  test('the git directory stays read-only inside a writable workspace root', () => {
    const rest = { workspaceRoots: ['/repo', '/main/.git/worktrees'] }
    const policy = policyOf(workspace, worktree, rest)
    expect(decide(policy, `${gitdir}/config`)).toMatchObject({ access: 'read', because: 'gitdir' })
    expect(
      policy.writableRoots.find((root) => root.path === '/main/.git/worktrees')?.protectedPaths,
    ).toContainEqual({ path: gitdir, kind: 'gitdir' })
  })

  test.each<[RuleTable]>([
    [{ ...workspace, [gitdir]: 'write' }],
    [{ ...workspace, '/main/.git': 'write' }],
    [{ ...workspace, '/main': { '.git': 'write' } }],
  ])('a rule the user wrote opens it: %j', (table) => {
    expect(decide(policyOf(table, worktree), `${gitdir}/index`).access).toBe('write')
  })

  test('a write rule above that only leads to protected metadata does not open that', () => {
    const policy = policyOf({ ...workspace, '/main': 'write' }, worktree)
    expect(decide(policy, `${gitdir}/index`).because).toBe('protected')
  })

  test('a built-in rule above does not open it', () => {
    const rules = [...rulesOf(workspace), ...rulesOf({ '/main/.git/worktrees': 'write' }, ':workspace')]
    const policy = resolve(profileOf({}, { rules }), contextOf(worktree))
    expect(decide(policy, `${gitdir}/index`)).toMatchObject({ access: 'read', because: 'gitdir' })
  })

  test('a deny written for the very directory holds', () => {
    const policy = policyOf({ ...workspace, [gitdir]: 'deny' }, worktree)
    expect(decide(policy, `${gitdir}/index`).access).toBe('deny')
  })

  test('a relative pointer through a link names the canonical place', () => {
    const policy = policyOf(workspace, {
      ...worktree,
      '/repo/.git': 'gitdir: ../alias/.git/worktrees/wt',
      '/alias': link('main'),
    })
    expect(decide(policy, `${gitdir}/index`).access).toBe('read')
  })
})

test('a submodule is known by its core.worktree', () => {
  const policy = policyOf(workspace, {
    '/repo/.git': 'gitdir: ../super/.git/modules/repo\n',
    '/super/.git/modules/repo/config': '[core]\n\tbare = false\n\tworktree = ../../../../repo\n',
  })
  expect(decide(policy, '/super/.git/modules/repo/HEAD').access).toBe('read')
  expect(codes(policy)).toEqual([])
})

describe('pointers that are not to be believed', () => {
  test('a directory that does not point back is not made readable', () => {
    const policy = policyOf(workspace, {
      '/repo/.git': 'gitdir: /home/me/.ssh',
      '/home/me/.ssh': directory,
    })
    expect(decide(policy, '/home/me/.ssh/id').access).toBe('deny')
    expect(codes(policy)).toEqual(['GIT_POINTER_UNVERIFIED'])
  })

  test('a common directory that does not hold the worktree is not made readable', () => {
    const policy = policyOf(workspace, {
      '/repo/.git': 'gitdir: fake',
      '/repo/fake/gitdir': '/repo/.git',
      '/repo/fake/commondir': '/home/me/.ssh',
      '/home/me/.ssh': directory,
    })
    expect(decide(policy, '/home/me/.ssh/id').access).toBe('deny')
    expect(decide(policy, '/repo/fake/config').because).toBe('gitdir')
  })

  test.each([
    ['GIT_POINTER_MALFORMED', 'hello'],
    ['GIT_POINTER_MALFORMED', 'gitdir:   \n'],
    ['GIT_POINTER_MALFORMED', 'gitdir: a\nb'],
    ['GIT_POINTER_TARGET_MISSING', 'gitdir: /nowhere'],
  ])('%s for %j, and .git stays protected', (code, text) => {
    const policy = policyOf(workspace, { '/repo/.git': text })
    expect(codes(policy)).toContain(code)
    expect(decide(policy, '/repo/.git').access).toBe('read')
  })

  test('a missing git directory inside the workspace cannot be made by the command', () => {
    const policy = policyOf(workspace, { '/repo/.git': 'gitdir: later' })
    expect(decide(policy, '/repo/later/config')).toMatchObject({ access: 'read', because: 'gitdir' })
  })
})
