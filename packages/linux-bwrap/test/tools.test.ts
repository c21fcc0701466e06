import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TestPlace, users } from './sandbox.js'

describe.each(users)('under :workspace, as $name', (user) => {
  let place: TestPlace
  beforeEach(() => {
    place = new TestPlace(user)
  })
  afterEach(() => place.remove())

  /** Prepare the tree outside the sandbox, as the user. */
  const outside = (script: string) => {
    const { status, stderr } = spawnSync('sh', ['-ec', script], {
      cwd: place.workspace,
      uid: user.uid,
      gid: user.uid,
      env: { ...place.environment, W: place.workspace, BASE: place.base },
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([0, expect.any(String)])
  }
  const repository = () =>
    outside(`
      git init -q -b main . ; git config user.name Tester; git config user.email tester@example.invalid
      echo one > file; git add file; git commit -q -m first`)
  const inside = (script: string, options = {}) => place.sh(`set -e\n${script}`, ':workspace', options)

  test('editing, git status and git diff work; git commit is refused by the kernel', () => {
    repository()
    const { exitCode, stdout } = inside('echo two >> file; git status --porcelain; git diff --stat')
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^ M file\n file \| 1 \+\n/)])
    const commit = inside('git commit -qam second')
    expect(commit.exitCode).not.toBe(0)
    expect(commit.stderr).toMatch(/Read-only file system/)
  })

  test('git sees no trace of us, during the run and after it', () => {
    repository()
    expect(inside('git status --porcelain --ignored').stdout).toBe('')
    outside('test -z "$(git status --porcelain --ignored)"')
    expect(readdirSync(place.workspace).sort()).toEqual(['.git', 'file'])
  })

  test('the home directory and missing metadata cannot be written', () => {
    const { stderr } = place.sh('touch ~/x; mkdir .codex; mkdir .codex/x; ls -d ~', ':workspace')
    expect(stderr).toMatch(/touch: .*Read-only file system/)
    expect(stderr).toMatch(/mkdir: .*\.codex.*File exists/)
    expect(stderr).toMatch(/mkdir: .*\.codex\/x.*Read-only file system/)
    expect(existsSync(place.at('home/x'))).toBe(false)
  })

  test('a linked worktree reads its git directory, and commits only where a rule opens it', () => {
    outside(`
      mkdir $BASE/repo; cd $BASE/repo
      git init -q -b main . ; git config user.name Tester; git config user.email tester@example.invalid
      echo one > file; git add file; git commit -q -m first
      rmdir $W; git worktree add -q $W -b side`)
    const rules = { '/': 'read', [place.workspace]: 'write' } as const
    const options = { protectedNames: ['.git'] }
    expect(
      place.sh('git log --oneline | wc -l; echo two >> file; git status --porcelain', rules, options).stdout,
    ).toBe('1\n M file\n')
    expect(place.sh('git commit -qam second', rules, options).exitCode).not.toBe(0)
    const open = { ...rules, [place.at('repo/.git')]: 'write' } as const
    expect(place.sh('git commit -qam second && git log --oneline | wc -l', open, options)).toMatchObject({
      exitCode: 0,
      stdout: '2\n',
    })
  })

  test('npm installs from a local tarball', () => {
    place.file(place.at('w/dep/package.json'), '{"name":"dep","version":"1.0.0"}')
    place.file(place.at('w/package.json'), '{"name":"app","version":"1.0.0"}')
    const run = inside(`export npm_config_cache=$W/.npm npm_config_update_notifier=false
      (cd dep && npm pack --silent) && npm install --silent --no-audit --no-fund ./dep/dep-1.0.0.tgz`)
    expect([run.exitCode, run.stderr]).toEqual([0, ''])
    expect(existsSync(place.at('w/node_modules/dep/package.json'))).toBe(true)
  })

  test('python makes a virtual environment and runs in it', () => {
    const run = inside('python3 -m venv --without-pip env; env/bin/python -c "import sys; print(sys.prefix)"')
    expect([run.exitCode, run.stdout.trim()]).toEqual([0, place.at('w/env')])
  })

  test('make and gcc build and run a program', () => {
    place.file(place.at('w/hello.c'), '#include <stdio.h>\nint main(void) { puts("hello"); return 0; }\n')
    place.file(place.at('w/Makefile'), 'hello: hello.c\n\tgcc -o hello hello.c\n')
    expect(inside('make -s -j2; ./hello')).toMatchObject({ exitCode: 0, stdout: 'hello\n' })
  })

  test('node runs its tests', () => {
    place.file(place.at('w/a.test.mjs'), "import test from 'node:test'\ntest('one', () => {})\n")
    const run = inside(`${join(process.execPath)} --test a.test.mjs`)
    expect([run.exitCode, run.stdout]).toEqual([0, expect.stringMatching(/pass 1\n/)])
  })

  test('temporary files are shared with the host and written under /tmp', () => {
    const name = `sandbox-tools-${process.pid}-${user.uid}`
    expect(inside(`f=$(mktemp); echo x > $f; rm $f; echo shared > /tmp/${name}`).exitCode).toBe(0)
    expect(readFileSync(join('/tmp', name), 'utf8')).toBe('shared\n')
    expect(inside(`rm /tmp/${name}`).exitCode).toBe(0)
  })
})
